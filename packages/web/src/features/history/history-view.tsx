// SPDX-License-Identifier: Apache-2.0
import { Text } from '@mantine/core';
import { useAbility } from '../../data/use-ability.ts';
import { historyList } from '../../entities/history/list.tsx';
import { ListPage } from '../../entities/list/list-page.tsx';
import { Page } from '../../ui/page/page.tsx';

/** Every change of the lab, for admins; the pages of devices, workers and jobs have their own. */
export function HistoryView() {
  if (useAbility('read-history')) return <ListPage title="History" list={historyList} />;
  return (
    <Page title="History">
      <Text>
        Only admins can read the history of the whole lab. Each device, device type and worker has a tab with
        its own.
      </Text>
    </Page>
  );
}
