// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Alert, Code, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../../../data/queries.ts';
import { useAdmin } from '../../../data/use-admin.ts';
import { columns } from '../../../entities/device/columns.tsx';
import { WORKER_STATE } from '../../../entities/worker/status.ts';
import { StatusBadge } from '../../../ui/badge/status-badge.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { Anchor } from '../../../ui/page/anchor.tsx';
import { Facts } from '../../../ui/page/facts.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { DataTable } from '../../../ui/table/data-table.tsx';
import { RelativeTime } from '../../../ui/time/relative-time.tsx';
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
  const isAdmin = useAdmin();
  const devices = useQuery(queries.devices());
  const joined = worker.keyFingerprint !== null;
  return (
    <Page
      title={worker.name}
      status={
        <StatusBadge
          size="lg"
          status={joined ? WORKER_STATE[worker.state] : { label: 'Not joined', color: 'gray' }}
        />
      }
      actions={
        <>
          <WorkerSwitch worker={worker} />
          {isAdmin && devices.data && (
            <DevicesOfflineButton
              worker={worker}
              devices={devices.data.items.filter((device) => device.worker === worker.name)}
            />
          )}
          {isAdmin && <JoinLineButton worker={worker} />}
          {isAdmin && <WorkerSettingsButton worker={worker} />}
        </>
      }
    >
      {!joined && (
        <Alert color="gray" variant="light" icon={<Icon name="info" />}>
          No host has joined as this worker yet. Ask for a join line and run it there.
        </Alert>
      )}
      {worker.description && <Text>{worker.description}</Text>}
      <Facts
        items={[
          ['Last seen', worker.lastSeen ? <RelativeTime key="seen" time={worker.lastSeen} /> : 'never'],
          ['Version', worker.version ?? '–'],
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
          joined && ['Key', <Code key="key">{worker.keyFingerprint}</Code>],
        ]}
      />
      <Stack gap="xs">
        <Title order={2} size="h4">
          Devices
        </Title>
        <Loaded query={devices}>
          {({ items }) => (
            <DataTable
              label="Devices"
              columns={columns}
              phone={['name', 'health', 'state']}
              data={items.filter((device) => device.worker === worker.name)}
              rowId={(device) => device.name}
              empty="No device is assigned to this worker."
            />
          )}
        </Loaded>
      </Stack>
    </Page>
  );
}
