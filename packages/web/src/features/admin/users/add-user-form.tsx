// SPDX-License-Identifier: Apache-2.0
import { AddUser } from '@lava/protocol/api/auth.ts';
import { Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';

export function AddUserForm({ onAdded }: { onAdded: () => void }) {
  const form = useSchemaForm(AddUser, { username: '', password: '', email: '', admin: false });
  const add = useMutation({
    mutationFn: client.addUser,
    meta: { changes: ['user'] },
    onSuccess({ username }) {
      notifications.show({ color: 'teal', message: `${username} can sign in now.` });
      onAdded();
    },
  });
  return (
    <Form form={form} mutation={add} action="Add the user">
      <TextInput
        label="User name"
        withAsterisk
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('username')}
      />
      <PasswordInput
        label="Password"
        description="At least 8 characters"
        withAsterisk
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <TextInput label="E-mail" type="email" {...form.getInputProps('email')} />
      <Checkbox
        label="Admin"
        description="May change devices, workers and users"
        {...form.getInputProps('admin', { type: 'checkbox' })}
      />
    </Form>
  );
}
