// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Alert, Code, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../../data/queries.ts';
import { deviceList } from '../../../entities/device/list.tsx';
import { AddNote } from '../../../entities/history/add-note.tsx';
import { HistoryTab } from '../../../entities/history/history-tab.tsx';
import { ListSection } from '../../../entities/list/list-section.tsx';
import { PermissionsTab } from '../../../entities/permission/permissions-tab.tsx';
import { workerStatus } from '../../../entities/worker/status.ts';
import { offers } from '../../../ui/action/action.tsx';
import { StatusBadge } from '../../../ui/badge/status-badge.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { Anchor } from '../../../ui/page/anchor.tsx';
import { Facts } from '../../../ui/page/facts.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { Time } from '../../../ui/time/time.tsx';
import { KeyConflict } from '../key-conflict.tsx';
import { Suspect } from '../suspect.tsx';
import { WorkerSwitch } from '../worker-switch.tsx';
import { DevicesOfflineButton } from './devices-offline-button.tsx';
import { JoinLineButton } from './join-line-button.tsx';
import { WorkerSettingsButton } from './worker-settings-button.tsx';

const route = getRouteApi('/workers/$name');

export function WorkerView() {
  const { name } = route.useParams();
  const worker = useQuery(queries.worker(name));
  if (worker.data) return <WorkerPage key={name} worker={worker.data} />;
  return (
    <Page title={name}>
      <Loaded query={worker}>{() => null}</Loaded>
    </Page>
  );
}

function WorkerPage({ worker }: { worker: Worker }) {
  const { tab = 'devices' } = route.useSearch();
  const navigate = route.useNavigate();
  const devices = useQuery({ ...queries.devicesOf(worker.name), enabled: offers(worker, 'update') });
  const joined = worker.keyFingerprint !== null;
  return (
    <Page
      title={worker.name}
      status={<StatusBadge size="lg" status={workerStatus(worker)} />}
      actions={
        <>
          <WorkerSwitch worker={worker} />
          {devices.data && <DevicesOfflineButton worker={worker} devices={devices.data.items} />}
          <JoinLineButton worker={worker} />
          <WorkerSettingsButton worker={worker} />
        </>
      }
    >
      {!joined && (
        <Alert color="gray" variant="light" icon={<Icon name="info" />}>
          No host has joined as this worker yet. Create a join line and run its command there.
        </Alert>
      )}
      <KeyConflict worker={worker} />
      <Suspect worker={worker} />
      {worker.description && <Text>{worker.description}</Text>}
      <WorkerFacts worker={worker} />
      <Tabs
        value={tab}
        onChange={(next) => navigate({ to: '.', search: { tab: next ?? undefined }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="devices">Devices</Tabs.Tab>
          {offers(worker, 'permissions') && <Tabs.Tab value="permissions">Permissions</Tabs.Tab>}
          {offers(worker, 'history') && <Tabs.Tab value="history">History</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="devices">
          <ListSection
            list={deviceList}
            label="Devices"
            fixed={{ worker: worker.name }}
            empty="No device is assigned to this worker."
          />
        </Tabs.Panel>
        <Tabs.Panel value="permissions">
          <PermissionsTab kind="worker" object={worker.name} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          {offers(worker, 'update') && <AddNote kind="worker" object={worker.name} />}
          <HistoryTab kind="worker" object={worker.name} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function WorkerFacts({ worker }: { worker: Worker }) {
  return (
    <Facts
      items={[
        ['Last seen', worker.lastSeen ? <Time key="seen" time={worker.lastSeen} /> : 'never'],
        ['Version', worker.version ?? '–'],
        ['Protocol', worker.protocol === 'http' ? 'HTTP, lava-worker of LAVA' : 'ZeroMQ, lava-slave'],
        ['Concurrent jobs', worker.jobLimit === 0 ? 'unlimited' : worker.jobLimit],
        [
          'Running jobs',
          worker.runningJobs.length === 0
            ? 'none'
            : worker.runningJobs.map((id) => (
                <Anchor key={id} to="/jobs/$id" params={{ id }} size="sm" mr={6}>
                  {id}
                </Anchor>
              )),
        ],
        worker.keyFingerprint !== null && ['Key', <Code key="key">{worker.keyFingerprint}</Code>],
      ]}
    />
  );
}
