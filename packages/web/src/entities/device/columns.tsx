// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Badge, Text } from '@mantine/core';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';
import { deviceStatus, HEALTH } from './status.ts';

export const columns: Column<Device>[] = [
  {
    id: 'name',
    header: 'Device',
    sortable: true,
    value: ({ name }) => name,
    cell: ({ name }) => (
      <Anchor to="/devices/$name" params={{ name }} fw={600}>
        {name}
      </Anchor>
    ),
  },
  {
    id: 'health',
    header: 'Health',
    width: '124px',
    sortable: true,
    value: ({ health }) => HEALTH[health].label,
    cell: ({ health }) => <StatusBadge status={HEALTH[health]} />,
  },
  {
    id: 'state',
    header: 'State',
    width: '112px',
    sortable: true,
    value: (device) => deviceStatus(device).label,
    cell: (device) => <StatusBadge status={deviceStatus(device)} />,
  },
  {
    id: 'currentJob',
    header: 'Job',
    width: '64px',
    value: ({ currentJob }) => currentJob,
    cell: ({ currentJob }) =>
      currentJob !== null && (
        <Anchor to="/jobs/$id" params={{ id: currentJob }} size="sm">
          {currentJob}
        </Anchor>
      ),
  },
  {
    id: 'deviceType',
    header: 'Type',
    width: '15%',
    from: 'tablet',
    sortable: true,
    value: ({ deviceType }) => deviceType,
    cell: ({ deviceType }) => (
      <Anchor to="/device-types/$name" params={{ name: deviceType }} size="sm">
        {deviceType}
      </Anchor>
    ),
  },
  {
    id: 'worker',
    header: 'Worker',
    width: '12%',
    from: 'tablet',
    sortable: true,
    value: ({ worker }) => worker,
    cell: ({ worker }) =>
      worker ? (
        <Anchor to="/workers/$name" params={{ name: worker }} size="sm">
          {worker}
        </Anchor>
      ) : (
        <Text size="sm" c="orange" span>
          not assigned
        </Text>
      ),
  },
  {
    id: 'tags',
    header: 'Tags',
    width: '12%',
    from: 'desktop',
    value: ({ tags }) => tags.join(' '),
    cell: ({ tags }) => (
      <span title={tags.join(', ')}>
        {tags.map((tag) => (
          <Badge key={tag} variant="default" radius="sm" size="sm" tt="none" fw={500} mr={4}>
            {tag}
          </Badge>
        ))}
      </span>
    ),
  },
  {
    id: 'description',
    header: 'Description',
    width: '15%',
    from: 'desktop',
    value: ({ description }) => description,
    cell: ({ description }) => <span title={description}>{description}</span>,
  },
];
