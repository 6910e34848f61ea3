// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Badge, Group, Text } from '@mantine/core';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { NameCell } from '../../ui/table/name-cell.tsx';
import { deviceStatus, HEALTH } from './status.ts';

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
