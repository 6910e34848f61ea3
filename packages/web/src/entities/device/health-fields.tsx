// SPDX-License-Identifier: Apache-2.0
import { DEVICE_HEALTHS, type DeviceHealth } from '@lava/protocol/api/lab.ts';
import { Select } from '@mantine/core';
import { ReasonInput } from '../lab/reason-input.tsx';
import { HEALTH } from './status.ts';

/** Health that an admin may give; the others are found by jobs. */
export const SETTABLE: readonly DeviceHealth[] = DEVICE_HEALTHS.filter((health) => health !== 'looping');

interface HealthValues {
  health: DeviceHealth;
  reason: string;
}

interface HealthFieldsProps {
  values: HealthValues;
  onChange: (values: HealthValues) => void;
}

/** Which health, and why. */
export function HealthFields({ values, onChange }: HealthFieldsProps) {
  return (
    <>
      <Select
        label="Health"
        allowDeselect={false}
        data={SETTABLE.map((health) => ({ value: health, label: HEALTH[health].label }))}
        value={values.health}
        onChange={(health) => health && onChange({ ...values, health })}
      />
      <ReasonInput value={values.reason} onChange={(reason) => onChange({ ...values, reason })} />
    </>
  );
}
