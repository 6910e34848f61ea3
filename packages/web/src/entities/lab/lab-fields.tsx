// SPDX-License-Identifier: Apache-2.0
import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../data/queries.ts';

interface FieldProps<T> {
  value: T;
  onChange: (value: T) => void;
}

export function DescriptionInput({ value, onChange }: FieldProps<string>) {
  return (
    <TextInput
      label="Description"
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Any worker, or none. */
export function WorkerSelect({ value, onChange }: FieldProps<string | null>) {
  const workers = useQuery(queries.workers());
  return (
    <Select
      label="Worker"
      description="The host that the device is attached to"
      placeholder="not assigned"
      clearable
      searchable
      data={workers.data?.items.map(({ name }) => name) ?? []}
      value={value}
      onChange={onChange}
    />
  );
}

/** One of the device types; null until one is chosen. */
export function DeviceTypeSelect({ value, onChange }: FieldProps<string | null>) {
  const types = useQuery(queries.deviceTypes());
  return (
    <Select
      label="Device type"
      required
      searchable
      allowDeselect={false}
      data={types.data?.items.map(({ name }) => name) ?? []}
      value={value}
      onChange={onChange}
    />
  );
}
