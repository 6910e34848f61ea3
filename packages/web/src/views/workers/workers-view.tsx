// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useAdmin } from '../../components/admin/use-admin.ts';
import { WORKER_STATE } from '../../components/badge/status.ts';
import { StatusBadge } from '../../components/badge/status-badge.tsx';
import { type Column, DataTable } from '../../components/data-table/data-table.tsx';
import { Icon } from '../../components/icon/icon.tsx';
import { Anchor } from '../../components/page/anchor.tsx';
import { Loaded } from '../../components/page/loaded.tsx';
import { Page } from '../../components/page/page.tsx';
import { RelativeTime } from '../../components/time/relative-time.tsx';
import { queries } from '../../data/queries.ts';
import { AddWorkerDialog } from './add-worker-dialog.tsx';
import { JoinRequests } from './join-requests.tsx';
import { WorkerSwitch } from './worker-switch.tsx';

export function WorkersView() {
  const workers = useQuery(queries.workers());
  const isAdmin = useAdmin();
  const [adding, { open, close }] = useDisclosure();
  return (
    <Page
      title="Workers"
      actions={
        isAdmin && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={open}>
            Add a worker
          </Button>
        )
      }
    >
      {isAdmin && <JoinRequests />}
      <Loaded query={workers}>
        {({ items }) => (
          <DataTable
            label="Workers"
            columns={columns}
            data={items}
            rowId={(worker) => worker.name}
            initialSort={[{ id: 'name', desc: false }]}
            empty="There are no workers yet. A worker is a host beside your boards."
          />
        )}
      </Loaded>
      <AddWorkerDialog opened={adding} onClose={close} />
    </Page>
  );
}

const columns: Column<Worker>[] = [
  {
    id: 'name',
    header: 'Worker',
    accessorFn: (worker) => worker.name,
    cell: ({ row: { original } }) => (
      <>
        <Anchor to="/workers/$name" params={{ name: original.name }} fw={600}>
          {original.name}
        </Anchor>
        {original.description && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {original.description}
          </Text>
        )}
      </>
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
