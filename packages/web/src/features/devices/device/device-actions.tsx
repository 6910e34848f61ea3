// SPDX-License-Identifier: Apache-2.0
import type { Device, DeviceHealth } from '@lava/protocol/api/lab.ts';
import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { useAbility } from '../../../data/use-ability.ts';
import { SETTABLE } from '../../../entities/device/health-fields.tsx';
import { HEALTH } from '../../../entities/device/status.ts';
import { Action, offers } from '../../../ui/action/action.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { BorrowDialog } from './borrow-dialog.tsx';
import { DeviceSettingsDialog } from './device-settings-dialog.tsx';
import { HealthDialog } from './health-dialog.tsx';

export function DeviceActions({ device }: { device: Device }) {
  return (
    <>
      <Borrow device={device.name} />
      {offers(device, 'update') && <Changes device={device} />}
    </>
  );
}

function Borrow({ device }: { device: string }) {
  const [opened, { open, close }] = useDisclosure();
  if (!useAbility('submit')) return null;
  return (
    <>
      <Button variant="default" leftSection={<Icon name="clock" size={16} />} onClick={open}>
        Borrow
      </Button>
      <BorrowDialog device={device} opened={opened} onClose={close} />
    </>
  );
}

function Changes({ device }: { device: Device }) {
  const [health, setHealth] = useState<DeviceHealth>();
  const [settings, { open, close }] = useDisclosure();
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" size={15} />}>
            Set health
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SETTABLE.map((one) => (
            <Menu.Item key={one} disabled={one === device.health} onClick={() => setHealth(one)}>
              {HEALTH[one].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {device.healthCheck !== null && !device.disableHealthCheck && <RunHealthCheck device={device} />}
      <Action
        of={device}
        ability="update"
        variant="default"
        leftSection={<Icon name="edit" size={16} />}
        onClick={open}
      >
        Settings
      </Action>
      <HealthDialog device={device} health={health} onClose={() => setHealth(undefined)} />
      <DeviceSettingsDialog device={device} opened={settings} onClose={close} />
    </>
  );
}

function RunHealthCheck({ device }: { device: Device }) {
  const run = useMutation({
    mutationFn: () => client.devices.runHealthCheck(device.name),
    meta: { changes: ['device'], failed: 'Not started' },
  });
  return (
    <Action
      of={device}
      ability="health-check"
      variant="default"
      loading={run.isPending}
      onClick={() => run.mutate()}
    >
      Run health check
    </Action>
  );
}
