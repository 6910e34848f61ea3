// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../../data/queries.ts';
import { deviceStatus, HEALTH } from '../../../entities/device/status.ts';
import { AddNote } from '../../../entities/history/add-note.tsx';
import { HistoryTab } from '../../../entities/history/history-tab.tsx';
import { PermissionsTab } from '../../../entities/permission/permissions-tab.tsx';
import { offers } from '../../../ui/action/action.tsx';
import { StatusBadge } from '../../../ui/badge/status-badge.tsx';
import { Anchor } from '../../../ui/page/anchor.tsx';
import { Facts } from '../../../ui/page/facts.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { DeviceActions } from './device-actions.tsx';
import { DeviceJobs } from './device-jobs.tsx';
import { DictionaryTab } from './dictionary-tab.tsx';
import { HealthCheckFact } from './health-check-fact.tsx';
import { Quarantine } from './quarantine.tsx';
import { RenderedTab } from './rendered-tab.tsx';

const route = getRouteApi('/devices/$name');

export function DeviceView() {
  const { name } = route.useParams();
  const device = useQuery(queries.device(name));
  if (device.data) return <DevicePage key={name} device={device.data} />;
  return (
    <Page title={name}>
      <Loaded query={device}>{() => null}</Loaded>
    </Page>
  );
}

function DevicePage({ device }: { device: Device }) {
  const { tab = 'jobs' } = route.useSearch();
  const navigate = route.useNavigate();
  const seesDictionary = offers(device, 'dictionary');
  return (
    <Page
      title={device.name}
      status={
        <>
          <StatusBadge status={HEALTH[device.health]} size="lg" />
          <StatusBadge status={deviceStatus(device)} size="lg" />
        </>
      }
      actions={<DeviceActions device={device} />}
    >
      <Quarantine device={device} />
      <Facts
        items={[
          [
            'Type',
            <Anchor key="type" to="/device-types/$name" params={{ name: device.deviceType }} size="sm">
              {device.deviceType}
            </Anchor>,
          ],
          [
            'Worker',
            device.worker ? (
              <Anchor to="/workers/$name" params={{ name: device.worker }} size="sm">
                {device.worker}
              </Anchor>
            ) : (
              'not assigned'
            ),
          ],
          device.currentJob !== null && [
            'Current job',
            <Anchor key="job" to="/jobs/$id" params={{ id: device.currentJob }} size="sm">
              {device.currentJob}
            </Anchor>,
          ],
          device.healthCheck !== null && ['Health check', <HealthCheckFact key="check" device={device} />],
          device.tags.length > 0 && ['Tags', device.tags.join(', ')],
          device.description !== '' && ['Description', device.description],
        ]}
      />
      <Tabs
        value={tab}
        onChange={(next) => navigate({ to: '.', search: { tab: next ?? undefined }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="jobs">Jobs</Tabs.Tab>
          {seesDictionary && <Tabs.Tab value="dictionary">Dictionary</Tabs.Tab>}
          {seesDictionary && <Tabs.Tab value="rendered">Rendered</Tabs.Tab>}
          {offers(device, 'permissions') && <Tabs.Tab value="permissions">Permissions</Tabs.Tab>}
          {offers(device, 'history') && <Tabs.Tab value="history">History</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="jobs">
          <DeviceJobs name={device.name} />
        </Tabs.Panel>
        <Tabs.Panel value="dictionary">
          <DictionaryTab name={device.name} editable />
        </Tabs.Panel>
        <Tabs.Panel value="rendered">
          <RenderedTab name={device.name} />
        </Tabs.Panel>
        <Tabs.Panel value="permissions">
          <PermissionsTab kind="device" object={device.name} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          {offers(device, 'update') && <AddNote kind="device" object={device.name} />}
          <HistoryTab kind="device" object={device.name} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
