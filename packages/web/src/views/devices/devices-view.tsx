// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Badge, Group, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deviceStatus, HEALTH } from '../../components/badge/status.ts';
import { StatusBadge } from '../../components/badge/status-badge.tsx';
import type { Column } from '../../components/data-table/data-table.tsx';
import { NameCell } from '../../components/data-table/name-cell.tsx';
import { Icon } from '../../components/icon/icon.tsx';
import { Anchor } from '../../components/page/anchor.tsx';
import { ListPage } from '../../components/page/list-page.tsx';
import { queries } from '../../data/queries.ts';
import { AddDeviceForm } from './add-device-form.tsx';

export function DevicesView() {
  const [text, setText] = useState('');
  return (
    <ListPage
      title="Devices"
      query={useQuery(queries.devices())}
      columns={columns}
      empty="There are no devices yet."
      shows={(device) => matches(device, text)}
      addTitle="Add a device"
      addForm={() => <AddDeviceForm />}
    >
      <TextInput
        aria-label="Search devices"
        placeholder="Search by name, type, worker or tag"
        leftSection={<Icon name="search" size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maw={420}
      />
    </ListPage>
  );
}

export const columns: Column<Device>[] = [
  {
    id: 'name',
    header: 'Device',
    accessorFn: (device) => device.name,
    cell: ({ row: { original } }) => (
      <NameCell description={original.description}>
        <Anchor to="/devices/$name" params={{ name: original.name }} fw={600}>
          {original.name}
        </Anchor>
      </NameCell>
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
