// SPDX-License-Identifier: Apache-2.0
import { Button, Group } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorAlert } from '../ui/error/error-alert.tsx';
import { Page } from '../ui/page/page.tsx';

/** A page that could not be shown: the code of an older version is gone from the server, or a bug. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page could not be shown">
      <ErrorAlert error={error} />
      <Group gap="sm">
        <Button onClick={() => window.location.reload()}>Reload</Button>
        <Button variant="default" onClick={reset}>
          Try again
        </Button>
      </Group>
    </Page>
  );
}
