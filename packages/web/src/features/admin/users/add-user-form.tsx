// SPDX-License-Identifier: Apache-2.0
import { AddUser } from '@lava/protocol/api/auth.ts';
import { Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import * as z from 'zod';
import { client } from '../../../data/client.ts';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { ShownLink } from './password-link.tsx';

/** An empty field means: without a password. */
const Fields = AddUser.extend({
  password: z
    .string()
    .refine((text) => text === '' || AddUser.shape.password.safeParse(text).success, 'At least 8 characters'),
});

export function AddUserForm({ onAdded }: { onAdded: () => void }) {
  const form = useSchemaForm(Fields, { username: '', password: '', email: '', admin: false });
  const add = useMutation({
    async mutationFn({ password, ...user }: Parameters<typeof client.addUser>[0]) {
      const { username } = await client.addUser({ ...user, password: password || undefined });
      return password ? { username } : client.passwordLink(username);
    },
    meta: { changes: ['user'] },
    onSuccess(added) {
      if ('path' in added) return;
      notifications.show({ color: 'teal', message: `${added.username} can sign in now.` });
      onAdded();
    },
  });
  if (add.data && 'path' in add.data) return <ShownLink link={add.data} />;
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
        description="At least 8 characters; leave it empty for a link by which its owner sets one"
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
