// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../data/queries.ts';
import { columns } from '../../entities/device/columns.tsx';
import { ListPage } from '../../entities/lab/list-page.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { AddDeviceForm } from './add-device-form.tsx';

export function DevicesView() {
  const [text, setText] = useState('');
  return (
    <ListPage
      title="Devices"
      query={useQuery(queries.devices())}
      columns={columns}
      phone={['name', 'health', 'state']}
      empty="There are no devices yet."
      shows={(device) => matches(device, text)}
      addTitle="Add a device"
      addForm={() => <AddDeviceForm />}
    >
      <TextInput
        aria-label="Search devices"
        placeholder="Search by name, type, worker or tag"
        leftSection={<Icon name="search" size={16} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maw={420}
      />
    </ListPage>
  );
}

function matches(device: Device, text: string): boolean {
  const all = [device.name, device.deviceType, device.worker, device.description, ...device.tags];
  return all.join(' ').toLowerCase().includes(text.toLowerCase());
}
