// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../data/queries.ts';
import { useAdmin } from '../../data/use-admin.ts';
import { ListPage } from '../../entities/lab/list-page.tsx';
import { WORKER_STATE } from '../../entities/worker/status.ts';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { NameCell } from '../../ui/table/name-cell.tsx';
import { RelativeTime } from '../../ui/time/relative-time.tsx';
import { AddWorkerForm } from './add-worker-form.tsx';
import { JoinRequests } from './join-requests.tsx';
import { WorkerSwitch } from './worker-switch.tsx';

export function WorkersView() {
  const isAdmin = useAdmin();
  return (
    <ListPage
      title="Workers"
      query={useQuery(queries.workers())}
      columns={columns}
      phone={['name', 'state', 'enabled']}
      empty="There are no workers yet. A worker is a host that your boards are attached to."
      addTitle="Add a worker"
      addForm={(close) => <AddWorkerForm onDone={close} />}
    >
      {isAdmin && <JoinRequests />}
    </ListPage>
  );
}

const columns: Column<Worker>[] = [
  {
    id: 'name',
    header: 'Worker',
    accessorFn: (worker) => worker.name,
    cell: ({ row: { original } }) => (
      <NameCell description={original.description}>
        <Anchor to="/workers/$name" params={{ name: original.name }} fw={600}>
          {original.name}
        </Anchor>
      </NameCell>
    ),
  },
  {
    id: 'state',
    header: 'State',
    accessorFn: (worker) => worker.state,
    cell: ({ row: { original } }) =>
      original.keyFingerprint === null ? (
        <StatusBadge status={{ label: 'Not joined', color: 'gray' }} />
      ) : (
        <StatusBadge status={WORKER_STATE[original.state]} />
      ),
  },
  {
    id: 'enabled',
    header: 'Takes jobs',
    accessorFn: (worker) => worker.health,
    cell: ({ row: { original } }) => <WorkerSwitch worker={original} />,
  },
  {
    id: 'devices',
    header: 'Devices',
    accessorFn: (worker) => worker.devices.length,
  },
  {
    id: 'jobs',
    header: 'Running jobs',
    accessorFn: (worker) => worker.runningJobs.length,
    cell: ({ row: { original } }) => (
      <Group gap={6}>
        {original.runningJobs.length === 0 && (
          <Text size="sm" c="dimmed">
            none
          </Text>
        )}
        {original.runningJobs.map((id) => (
          <Anchor key={id} to="/jobs/$id" params={{ id }} size="sm">
            {id}
          </Anchor>
        ))}
      </Group>
    ),
  },
  {
    id: 'seen',
    header: 'Last seen',
    accessorFn: (worker) => worker.lastSeen ?? '',
    cell: ({ row: { original } }) =>
      original.lastSeen ? <RelativeTime time={original.lastSeen} /> : 'never',
  },
  { id: 'version', header: 'Version', accessorFn: (worker) => worker.version ?? '–' },
];
