// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { ScrollArea, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { OpenLog } from '../../../log/open-log.ts';
import { Chart } from '../../../ui/chart/chart.tsx';
import type { Series } from '../../../ui/chart/props.ts';
import { formatDuration } from '../../../ui/time/format.ts';
import { useNow } from '../../../ui/time/now.ts';
import { type Phase, phasesOf } from './phases.ts';

/** Where the time of the job went, as a picture and as a table. */
export function TimingTab({ job, log: { store, version } }: { job: Job; log: OpenLog }) {
  const now = useNow(job.state === 'finished' ? undefined : 5_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- the store changes in place; its version says that it did
  const phases = useMemo(
    () => phasesOf(job, store.view().steps.values(), now || Date.now()),
    [job, store, version, now],
  );
  const names = useMemo(() => phases.map(({ name }) => name), [phases]);
  const series = useMemo((): Series[] => [seconds(phases, false), seconds(phases, true)], [phases]);
  const total = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  return (
    <ScrollArea p="md" flex={1}>
      <div style={{ maxWidth: 900 }}>
        <Chart
          label={`Time of the queue and of each action; the table below has the numbers`}
          names={names}
          series={series}
          format={formatDuration}
          height={240}
        />
        <Table aria-label="Timing" mt="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Phase</Table.Th>
              <Table.Th>Took</Table.Th>
              <Table.Th>Limit</Table.Th>
              <Table.Th>Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {phases.map((phase) => (
              <Row key={phase.level ?? phase.name} phase={phase} total={total} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </ScrollArea>
  );
}

function Row({ phase, total }: { phase: Phase; total: number }) {
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {phase.name}
        {phase.failed && (
          <Text span size="sm" c="red">
            {' '}
            failed
          </Text>
        )}
      </Table.Td>
      <Table.Td>{formatDuration(phase.seconds)}</Table.Td>
      <Table.Td>{phase.limit ? formatDuration(phase.limit) : '–'}</Table.Td>
      <Table.Td>{total > 0 ? `${Math.round((phase.seconds / total) * 100)} %` : '–'}</Table.Td>
    </Table.Tr>
  );
}

function seconds(phases: Phase[], failed: boolean): Series {
  return {
    label: failed ? 'failed' : 'time',
    values: phases.map((phase) => (phase.failed === failed ? phase.seconds : null)),
    kind: 'bars',
    color: failed ? '--mantine-color-red-6' : '--mantine-color-indigo-5',
  };
}
