// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../data/queries.ts';
import { ListPage } from '../../entities/lab/list-page.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/data-table.tsx';
import { NameCell } from '../../ui/table/name-cell.tsx';
import { AddDeviceTypeForm } from './add-device-type-form.tsx';

export function DeviceTypesView() {
  return (
    <ListPage
      title="Device types"
      query={useQuery(queries.deviceTypes())}
      columns={columns}
      phone={['name', 'Idle', 'Busy', 'Jobs waiting']}
      empty="There are no device types yet."
      addTitle="Add a device type"
      addForm={() => <AddDeviceTypeForm />}
    />
  );
}

const TEMPLATE: Record<DeviceType['template'], string> = {
  admin: 'written here',
  shipped: 'shipped with LAVA',
  none: 'none',
};

const columns: Column<DeviceType>[] = [
  {
    id: 'name',
    header: 'Device type',
    accessorFn: (type) => type.name,
    cell: ({ row: { original } }) => (
      <NameCell description={original.description}>
        <Anchor to="/device-types/$name" params={{ name: original.name }} fw={600}>
          {original.name}
        </Anchor>
      </NameCell>
    ),
  },
  count('Idle', (type) => type.devices.idle),
  count('Busy', (type) => type.devices.busy),
  count('Offline', (type) => type.devices.offline),
  count('Jobs waiting', (type) => type.queued),
  {
    id: 'template',
    header: 'Template',
    accessorFn: (type) => TEMPLATE[type.template],
    cell: ({ row: { original } }) => (
      <Text size="sm" c={original.template === 'none' ? 'orange' : undefined}>
        {TEMPLATE[original.template]}
      </Text>
    ),
  },
];

function count(header: string, of: (type: DeviceType) => number): Column<DeviceType> {
  return {
    id: header,
    header,
    accessorFn: of,
    cell: ({ row: { original } }) => (
      <Text size="sm" c={of(original) === 0 ? 'dimmed' : undefined}>
        {of(original)}
      </Text>
    ),
  };
}
