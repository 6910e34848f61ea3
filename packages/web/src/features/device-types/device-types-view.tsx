// SPDX-License-Identifier: Apache-2.0
import { useAbility } from '../../data/use-ability.ts';
import { ListPage } from '../../entities/list/list-page.tsx';
import { AddDeviceTypeForm } from './add-device-type-form.tsx';
import { deviceTypeList } from './list.tsx';

export function DeviceTypesView() {
  const mayAdd = useAbility('manage-lab');
  return (
    <ListPage
      title="Device types"
      list={deviceTypeList}
      add={mayAdd && { title: 'Add a device type', form: () => <AddDeviceTypeForm /> }}
    />
  );
}
