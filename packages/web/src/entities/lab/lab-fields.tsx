// SPDX-License-Identifier: Apache-2.0
import type { SelectProps } from '@mantine/core';
import { NameSelect } from '../../ui/filters/name-select.tsx';
import { deviceTypeNames, workerNames } from './names.ts';

type Props = Omit<SelectProps, 'data'>;

/** Any worker, or none. */
export function WorkerSelect(props: Props) {
  return (
    <NameSelect
      label="Worker"
      description="The host that the device is attached to"
      placeholder="not assigned"
      clearable
      {...workerNames}
      {...props}
    />
  );
}

/** One of the device types; null until one is chosen. */
export function DeviceTypeSelect(props: Props) {
  return (
    <NameSelect label="Device type" withAsterisk allowDeselect={false} {...deviceTypeNames} {...props} />
  );
}
