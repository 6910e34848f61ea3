// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useAdmin } from '../../components/admin/use-admin.ts';
import { type Column, DataTable } from '../../components/data-table/data-table.tsx';
import { Icon } from '../../components/icon/icon.tsx';
import { Anchor } from '../../components/page/anchor.tsx';
import { Loaded } from '../../components/page/loaded.tsx';
import { Page } from '../../components/page/page.tsx';
import { queries } from '../../data/queries.ts';
import { AddDeviceTypeDialog } from './add-device-type-dialog.tsx';

export function DeviceTypesView() {
  const types = useQuery(queries.deviceTypes());
  const isAdmin = useAdmin();
  const [adding, { open, close }] = useDisclosure();
  return (
    <Page
      title="Device types"
      actions={
        isAdmin && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={open}>
            Add a device type
          </Button>
        )
      }
    >
      <Loaded query={types}>
        {({ items }) => (
          <DataTable
            label="Device types"
            columns={columns}
            data={items}
            rowId={(type) => type.name}
            initialSort={[{ id: 'name', desc: false }]}
            empty="There are no device types yet."
          />
        )}
      </Loaded>
      <AddDeviceTypeDialog opened={adding} onClose={close} />
    </Page>
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
      <>
        <Anchor to="/device-types/$name" params={{ name: original.name }} fw={600}>
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
