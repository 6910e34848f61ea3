// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS, type Device, type DeviceHealth } from '@lava/protocol/api/lab.ts';
import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { HEALTH } from '../../../entities/device/status.ts';
import { Icon } from '../../../ui/icon/icon.tsx';
import { DeviceSettingsDialog } from './device-settings-dialog.tsx';
import { HealthDialog } from './health-dialog.tsx';

/** Health that an admin may give; the others are found by jobs. */
const SETTABLE = DEVICE_HEALTHS.filter((health) => health !== 'looping');

export function DeviceActions({ device }: { device: Device }) {
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
      <Button variant="default" leftSection={<Icon name="edit" size={16} />} onClick={open}>
        Settings
      </Button>
      <HealthDialog device={device} health={health} onClose={() => setHealth(undefined)} />
      <DeviceSettingsDialog device={device} opened={settings} onClose={close} />
    </>
  );
}
