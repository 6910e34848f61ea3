// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Text } from '@mantine/core';
import { workerStatus } from '../../entities/worker/status.ts';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Time } from '../../ui/time/time.tsx';
import { WorkerSwitch } from './worker-switch.tsx';

export const columns: Column<Worker>[] = [
  {
    id: 'name',
    header: 'Worker',
    sortable: true,
    value: ({ name }) => name,
    cell: ({ name, description }) => (
      <span title={description}>
        <Anchor to="/workers/$name" params={{ name }} fw={600}>
          {name}
        </Anchor>{' '}
        <Text span size="xs" c="dimmed">
          {description}
        </Text>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: '124px',
    sortable: true,
    value: (worker) => workerStatus(worker).label,
    cell: (worker) => <StatusBadge status={workerStatus(worker)} />,
  },
  {
    id: 'health',
    header: 'Accepts jobs',
    width: '130px',
    sortable: true,
    value: ({ health }) => health,
    cell: (worker) => <WorkerSwitch worker={worker} />,
  },
  { id: 'devices', header: 'Devices', width: '90px', from: 'tablet', value: ({ devices }) => devices.length },
  {
    id: 'jobs',
    header: 'Running jobs',
    width: '18%',
    from: 'tablet',
    value: ({ runningJobs }) => runningJobs.join(' '),
    cell: ({ runningJobs }) => <RunningJobs ids={runningJobs} />,
  },
  {
    id: 'lastSeen',
    header: 'Last seen',
    width: '120px',
    sortable: true,
    phone: 'end',
    value: ({ lastSeen }) => lastSeen,
    cell: ({ lastSeen }) => (lastSeen ? <Time time={lastSeen} /> : 'never'),
  },
  {
    id: 'version',
    header: 'Version',
    width: '100px',
    from: 'desktop',
    value: ({ version }) => version ?? '–',
  },
];

function RunningJobs({ ids }: { ids: readonly number[] }) {
  if (ids.length === 0) {
    return (
      <Text size="sm" c="dimmed" span>
        none
      </Text>
    );
  }
  return ids.map((id) => (
    <Anchor key={id} to="/jobs/$id" params={{ id }} size="sm" mr={6}>
      {id}
    </Anchor>
  ));
}
