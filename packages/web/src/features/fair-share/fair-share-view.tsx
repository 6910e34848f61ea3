// SPDX-License-Identifier: Apache-2.0
import type { FairShare } from '@lava/protocol/api/fair-share.ts';
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { offers } from '../../ui/action/action.tsx';
import { Loaded } from '../../ui/page/loaded.tsx';
import { Page } from '../../ui/page/page.tsx';
import { GroupShareButton } from './change-share-button.tsx';
import { fairShare } from './query.ts';
import { SettingsForm } from './settings-form.tsx';
import { ShareTable } from './share-table.tsx';

export function FairShareView() {
  const found = useQuery(fairShare);
  return (
    <Page
      title="Fair share"
      actions={
        found.data && offers(found.data, 'change') && <GroupShareButton version={found.data.version} />
      }
    >
      <Loaded query={found}>{(data) => <Content data={data} />}</Loaded>
    </Page>
  );
}

function Content({ data }: { data: FairShare }) {
  const mayChange = offers(data, 'change');
  return (
    <Stack gap="lg">
      <Text maw={720}>{explanation(data)}</Text>
      {mayChange && (
        <SettingsForm key={`${data.enabled} ${data.halfLifeHours} ${data.ageingHours}`} settings={data} />
      )}
      {data.holders.length > 0 ? (
        <ShareTable holders={data.holders} mayChange={mayChange} version={data.version} />
      ) : (
        <Text c="dimmed">Nobody has used devices recently, and nobody waits for one.</Text>
      )}
    </Stack>
  );
}

function explanation({ enabled, halfLifeHours, ageingHours }: FairShare): string {
  if (!enabled) return 'Fair share is off: jobs are served by priority, and by age within a priority.';
  return (
    'Within a priority it is the turn of whoever has had least of their share. What somebody used counts half after ' +
    `${halfLifeHours} hours; a job that has waited for ${ageingHours} hours is served by its age.`
  );
}
