// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { Switch, Tabs, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { useAdmin } from '../../../data/use-admin.ts';
import { columns } from '../../../entities/device/columns.tsx';
import { ErrorAlert } from '../../../ui/error/error-alert.tsx';
import { Facts } from '../../../ui/page/facts.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { DataTable } from '../../../ui/table/data-table.tsx';
import { TemplateTab } from './template-tab.tsx';

const route = getRouteApi('/device-types/$name');

export function DeviceTypeView() {
  const { name } = route.useParams();
  const type = useQuery(queries.deviceType(name));
  if (type.data) return <DeviceTypePage key={name} type={type.data} />;
  return (
    <Page title={name}>
      <Loaded query={type}>{() => null}</Loaded>
    </Page>
  );
}

function DeviceTypePage({ type }: { type: DeviceType }) {
  const isAdmin = useAdmin();
  const { tab = 'devices' } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const devices = useQuery(queries.devices());
  const update = useMutation({
    mutationFn: (display: boolean) => client.deviceTypes.update(type.name, { display }),
    onSuccess: (changed) => queryClient.setQueryData(queries.deviceType(type.name).queryKey, changed),
  });
  return (
    <Page
      title={type.name}
      actions={
        isAdmin && (
          <Switch
            label="Takes jobs"
            checked={type.display}
            onChange={(event) => update.mutate(event.currentTarget.checked)}
          />
        )
      }
    >
      {update.error && <ErrorAlert error={update.error} />}
      {type.description && <Text>{type.description}</Text>}
      <Facts
        items={[
          ['Idle', type.devices.idle],
          ['Busy', type.devices.busy],
          ['Offline', type.devices.offline],
          ['Jobs waiting', type.queued],
        ]}
      />
      <Tabs
        value={tab}
        onChange={(next) => navigate({ to: '.', search: { tab: next ?? undefined }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="devices">Devices</Tabs.Tab>
          <Tabs.Tab value="template">Template</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="devices">
          <Loaded query={devices}>
            {({ items }) => (
              <DataTable
                label="Devices"
                columns={columns}
                phone={['name', 'health', 'state']}
                data={items.filter((device) => device.deviceType === type.name)}
                rowId={(device) => device.name}
                empty="No device has this type yet."
              />
            )}
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="template">
          <TemplateTab type={type} editable={isAdmin} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
