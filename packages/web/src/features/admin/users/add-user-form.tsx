// SPDX-License-Identifier: Apache-2.0
import { Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { MutationForm } from '../../../ui/form/mutation-form.tsx';

const EMPTY = { username: '', password: '', email: '', admin: false };

export function AddUserForm({ onAdded }: { onAdded: () => void }) {
  const queryClient = useQueryClient();
  const [user, setUser] = useState(EMPTY);
  const add = useMutation({
    mutationFn: () => client.addUser(user),
    onSuccess: ({ username }) => {
      queryClient.invalidateQueries({ queryKey: queries.users().queryKey });
      notifications.show({ color: 'teal', message: `${username} can sign in now.` });
      onAdded();
    },
  });

  return (
    <MutationForm mutation={add} action="Add the user">
      <TextInput
        label="User name"
        required
        data-autofocus
        autoComplete="off"
        value={user.username}
        onChange={(event) => setUser({ ...user, username: event.currentTarget.value })}
      />
      <PasswordInput
        label="Password"
        description="At least 8 characters"
        required
        minLength={8}
        autoComplete="new-password"
        value={user.password}
        onChange={(event) => setUser({ ...user, password: event.currentTarget.value })}
      />
      <TextInput
        label="E-mail"
        type="email"
        value={user.email}
        onChange={(event) => setUser({ ...user, email: event.currentTarget.value })}
      />
      <Checkbox
        label="Admin"
        description="May change devices, workers and users"
        checked={user.admin}
        onChange={(event) => setUser({ ...user, admin: event.currentTarget.checked })}
      />
    </MutationForm>
  );
}
