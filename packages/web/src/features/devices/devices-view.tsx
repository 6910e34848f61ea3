// SPDX-License-Identifier: Apache-2.0
import { useAbility } from '../../data/use-ability.ts';
import { deviceList } from '../../entities/device/list.tsx';
import { ListPage } from '../../entities/list/list-page.tsx';
import { AddDeviceForm } from './add-device-form.tsx';

export function DevicesView() {
  const mayAdd = useAbility('manage-lab');
  return (
    <ListPage
      title="Devices"
      list={deviceList}
      add={mayAdd && { title: 'Add a device', form: () => <AddDeviceForm /> }}
    />
  );
}
