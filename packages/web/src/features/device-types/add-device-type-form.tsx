// SPDX-License-Identifier: Apache-2.0
import { AddDeviceType } from '@lava/protocol/api/lab.ts';
import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../data/client.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';

export function AddDeviceTypeForm() {
  const navigate = useNavigate();
  const form = useSchemaForm(AddDeviceType, { name: '', description: '' });
  const add = useMutation({
    mutationFn: client.deviceTypes.add,
    meta: { changes: ['device-type'] },
    onSuccess: ({ name }) => navigate({ to: '/device-types/$name', params: { name }, search: {} }),
  });
  return (
    <Form form={form} mutation={add} action="Add the device type">
      <TextInput
        label="Name"
        description="If LAVA has a template of this name, it is used until you write your own"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput label="Description" {...form.getInputProps('description')} />
    </Form>
  );
}
