// SPDX-License-Identifier: Apache-2.0
import { AddDevice } from '@lava/protocol/api/lab.ts';
import { TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../data/client.ts';
import { DeviceTypeSelect, WorkerSelect } from '../../entities/lab/lab-fields.tsx';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';

export function AddDeviceForm() {
  const navigate = useNavigate();
  const form = useSchemaForm(AddDevice, {
    name: '',
    deviceType: '',
    worker: undefined,
    description: '',
    tags: [],
  });
  const add = useMutation({
    mutationFn: client.devices.add,
    meta: { changes: ['device'] },
    onSuccess: ({ name }) => navigate({ to: '/devices/$name', params: { name }, search: {} }),
  });
  return (
    <Form form={form} mutation={add} action="Add the device">
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
      <DeviceTypeSelect
        {...form.getInputProps('deviceType')}
        onChange={(type) => form.setFieldValue('deviceType', type ?? '')}
      />
      <WorkerSelect
        {...form.getInputProps('worker')}
        onChange={(worker) => form.setFieldValue('worker', worker ?? undefined)}
      />
      <TextInput label="Description" {...form.getInputProps('description')} />
      <TagsInput label="Tags" {...form.getInputProps('tags')} />
    </Form>
  );
}
