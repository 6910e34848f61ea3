// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAdmin } from '../../components/admin/use-admin.ts';
import { deviceStatus, HEALTH } from '../../components/badge/status.ts';
import { StatusBadge } from '../../components/badge/status-badge.tsx';
import { type Column, DataTable } from '../../components/data-table/data-table.tsx';
import { Icon } from '../../components/icon/icon.tsx';
import { Anchor } from '../../components/page/anchor.tsx';
import { Loaded } from '../../components/page/loaded.tsx';
import { Page } from '../../components/page/page.tsx';
import { queries } from '../../data/queries.ts';
import { AddDeviceDialog } from './add-device-dialog.tsx';

export function DevicesView() {
  const devices = useQuery(queries.devices());
  const isAdmin = useAdmin();
  const [adding, { open, close }] = useDisclosure();
  const [text, setText] = useState('');
  return (
    <Page
      title="Devices"
      actions={
        isAdmin && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={open}>
            Add a device
          </Button>
        )
      }
    >
      <TextInput
        aria-label="Search devices"
        placeholder="Search by name, type, worker or tag"
        leftSection={<Icon name="search" size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maw={420}
      />
      <Loaded query={devices}>
        {({ items }) => (
          <DataTable
            label="Devices"
            columns={columns}
            data={items.filter((device) => matches(device, text))}
            rowId={(device) => device.name}
            initialSort={[{ id: 'name', desc: false }]}
            empty={items.length === 0 ? 'There are no devices yet.' : 'No device matches.'}
          />
        )}
      </Loaded>
      <AddDeviceDialog opened={adding} onClose={close} />
    </Page>
  );
}

export const columns: Column<Device>[] = [
  {
    id: 'name',
    header: 'Device',
    accessorFn: (device) => device.name,
    cell: ({ row: { original } }) => (
      <>
        <Anchor to="/devices/$name" params={{ name: original.name }} fw={600}>
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
    id: 'type',
    header: 'Type',
    accessorFn: (device) => device.deviceType,
    cell: ({ row: { original } }) => (
      <Anchor to="/device-types/$name" params={{ name: original.deviceType }} size="sm">
        {original.deviceType}
      </Anchor>
    ),
  },
  {
    id: 'health',
    header: 'Health',
    accessorFn: (device) => device.health,
    cell: ({ row: { original } }) => <StatusBadge status={HEALTH[original.health]} />,
  },
  {
    id: 'state',
    header: 'State',
    accessorFn: (device) => device.state,
    cell: ({ row: { original } }) => (
      <Group gap={6} wrap="nowrap">
        <StatusBadge status={deviceStatus(original)} />
        {original.currentJob !== null && (
          <Anchor to="/jobs/$id" params={{ id: original.currentJob }} size="sm">
            {original.currentJob}
          </Anchor>
        )}
      </Group>
    ),
  },
  {
    id: 'worker',
    header: 'Worker',
    accessorFn: (device) => device.worker ?? '',
    cell: ({ row: { original } }) =>
      original.worker ? (
        <Anchor to="/workers/$name" params={{ name: original.worker }} size="sm">
          {original.worker}
        </Anchor>
      ) : (
        <Text size="sm" c="orange">
          not assigned
        </Text>
      ),
  },
  {
    id: 'tags',
    header: 'Tags',
    enableSorting: false,
    cell: ({ row: { original } }) => (
      <Group gap={4}>
        {original.tags.map((tag) => (
          <Badge key={tag} variant="default" radius="sm" size="sm" tt="none" fw={500}>
            {tag}
          </Badge>
        ))}
      </Group>
    ),
  },
];

function matches(device: Device, text: string): boolean {
  const all = [device.name, device.deviceType, device.worker, device.description, ...device.tags];
  return all.join(' ').toLowerCase().includes(text.toLowerCase());
}
