// SPDX-License-Identifier: Apache-2.0
import type { DeviceType } from '@lava/protocol/api/lab.ts';
import { Switch, Tabs, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { deviceList } from '../../../entities/device/list.tsx';
import { AddNote } from '../../../entities/history/add-note.tsx';
import { HistoryTab } from '../../../entities/history/history-tab.tsx';
import { ListSection } from '../../../entities/list/list-section.tsx';
import { PermissionsTab } from '../../../entities/permission/permissions-tab.tsx';
import { offers } from '../../../ui/action/action.tsx';
import { Facts } from '../../../ui/page/facts.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { HealthCheckTab } from './health-check-tab.tsx';
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
  const { tab = 'devices' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={type.name} actions={<DisplaySwitch type={type} />}>
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
          <Tabs.Tab value="health-check">Health check</Tabs.Tab>
          {offers(type, 'permissions') && <Tabs.Tab value="permissions">Permissions</Tabs.Tab>}
          {offers(type, 'history') && <Tabs.Tab value="history">History</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="devices">
          <ListSection
            list={deviceList}
            label="Devices"
            fixed={{ deviceType: type.name }}
            empty="No device has this type yet."
          />
        </Tabs.Panel>
        <Tabs.Panel value="template">
          <TemplateTab type={type} editable={offers(type, 'update')} />
        </Tabs.Panel>
        <Tabs.Panel value="health-check">
          <HealthCheckTab type={type} editable={offers(type, 'update')} />
        </Tabs.Panel>
        <Tabs.Panel value="permissions">
          <PermissionsTab kind="device-type" object={type.name} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          {offers(type, 'update') && <AddNote kind="device-type" object={type.name} />}
          <HistoryTab kind="device-type" object={type.name} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function DisplaySwitch({ type }: { type: DeviceType }) {
  const update = useMutation({
    mutationFn: (display: boolean) => client.deviceTypes.update(type.name, { display }),
    meta: { changes: ['device-type'], failed: 'Not changed' },
  });
  if (!offers(type, 'update')) return null;
  return (
    <Switch
      label="Accepts jobs"
      checked={update.isPending ? update.variables : type.display}
      onChange={(event) => update.mutate(event.currentTarget.checked)}
    />
  );
}
