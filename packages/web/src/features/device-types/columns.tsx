// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { Text } from '@mantine/core';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';

const TEMPLATE: Record<DeviceType['template'], string> = {
  admin: 'written here',
  shipped: 'shipped with LAVA',
  none: 'none',
};

export const columns: Column<DeviceType>[] = [
  {
    id: 'name',
    header: 'Device type',
    sortable: true,
    phone: 'line',
    value: ({ name }) => name,
    cell: ({ name, description }) => (
      <span title={description}>
        <Anchor to="/device-types/$name" params={{ name }} fw={600}>
          {name}
        </Anchor>{' '}
        <Text span size="xs" c="dimmed">
          {description}
        </Text>
      </span>
    ),
  },
  count('idle', 'Idle', ({ devices }) => devices.idle),
  count('busy', 'Busy', ({ devices }) => devices.busy),
  count('offline', 'Offline', ({ devices }) => devices.offline),
  { ...count('queued', 'Jobs waiting', ({ queued }) => queued), sortable: true, width: '120px' },
  {
    id: 'display',
    header: 'Accepts jobs',
    width: '100px',
    from: 'tablet',
    value: ({ display }) => (display ? 'yes' : 'no'),
  },
  {
    id: 'template',
    header: 'Template',
    width: '160px',
    from: 'tablet',
    value: ({ template }) => TEMPLATE[template],
    cell: ({ template }) => (
      <Text size="sm" span c={template === 'none' ? 'orange' : undefined}>
        {TEMPLATE[template]}
      </Text>
    ),
  },
];

function count(id: string, header: string, of: (type: DeviceType) => number): Column<DeviceType> {
  return {
    id,
    header,
    width: '90px',
    value: of,
    cell: (type) => (
      <Text size="sm" span c={of(type) === 0 ? 'dimmed' : undefined}>
        {of(type)}
        <Text span size="xs" hiddenFrom="sm">
          {` ${header.toLowerCase()}`}
        </Text>
      </Text>
    ),
  };
}
