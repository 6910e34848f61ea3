// SPDX-License-Identifier: Apache-2.0
import { Text } from '@mantine/core';
import { Anchor } from '../ui/page/anchor.tsx';
import { Page } from '../ui/page/page.tsx';

export function NotFound() {
  return (
    <Page title="No such page">
      <Text>
        Nothing is at this address. <Anchor to="/jobs">All jobs</Anchor> may be what you look for.
      </Text>
    </Page>
  );
}
