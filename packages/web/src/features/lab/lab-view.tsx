// SPDX-License-Identifier: Apache-2.0
import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Anchor } from '../../ui/page/anchor.tsx';
import { Facts } from '../../ui/page/facts.tsx';
import { Loaded } from '../../ui/page/loaded.tsx';
import { Page } from '../../ui/page/page.tsx';
import { Attention } from './attention.tsx';
import { BoardTable } from './board-table.tsx';
import { type BoardsOfType, boardsByType, countStates } from './boards.ts';
import { Legend } from './legend.tsx';
import { type Lab, lab, MOST_DEVICES } from './query.ts';
import { WorkerCells } from './worker-cells.tsx';

/** The whole lab on one page, for a screen on the wall and for a look in the morning. */
export function LabView() {
  const found = useQuery(lab);
  return (
    <Page title="Lab">
      <Loaded query={found}>{(data) => <Content lab={data} />}</Loaded>
    </Page>
  );
}

function Content({ lab }: { lab: Lab }) {
  const types = boardsByType(lab);
  return (
    <Stack gap="lg">
      <Counts lab={lab} types={types} />
      <Attention lab={lab} types={types} />
      <section aria-labelledby="boards">
        <Title order={2} size="h4" id="boards" mb="xs">
          Boards
        </Title>
        <Legend counts={countStates(types)} />
        <BoardTable types={types} />
        {lab.devices.next !== null && (
          <Text size="sm" c="dimmed" mt="xs">
            The first {MOST_DEVICES.toLocaleString('en')} devices; <Anchor to="/devices">the list</Anchor> has
            all.
          </Text>
        )}
      </section>
      <section aria-labelledby="workers">
        <Title order={2} size="h4" id="workers" mb="xs">
          Workers
        </Title>
        <WorkerCells workers={lab.workers.items} />
      </section>
    </Stack>
  );
}

function Counts({ lab: { jobs, devices }, types }: { lab: Lab; types: readonly BoardsOfType[] }) {
  const counts = new Map(countStates(types));
  const usable = devices.items.length - (counts.get('bad') ?? 0) - (counts.get('maintenance') ?? 0);
  return (
    <Facts
      items={[
        [
          'Jobs that run',
          <Anchor key="running" to="/jobs" search={{ state: 'scheduling,scheduled,running,canceling' }}>
            {jobs.running}
          </Anchor>,
        ],
        [
          'Jobs that wait',
          <Anchor key="queued" to="/jobs" search={{ state: 'submitted', sort: 'queue' }}>
            {jobs.queued}
          </Anchor>,
        ],
        ['Boards in service', `${usable - (counts.get('unreachable') ?? 0)} of ${devices.items.length}`],
        ['Idle boards', counts.get('idle') ?? 0],
      ]}
    />
  );
}
