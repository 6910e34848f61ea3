// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useAdmin } from '../../components/admin/use-admin.ts';
import { ErrorAlert } from '../../components/error-alert/error-alert.tsx';
import { Page } from '../../components/page/page.tsx';
import { client } from '../../data/client.ts';

export function UsersView() {
  const isAdmin = useAdmin();
  return <Page title="Users">{isAdmin ? <AddUserForm /> : <Text>Only an admin can add users.</Text>}</Page>;
}

const EMPTY = { username: '', password: '', email: '', admin: false };

function AddUserForm() {
  const [user, setUser] = useState(EMPTY);
  const add = useMutation({
    mutationFn: () => client.addUser(user),
    onSuccess: ({ username }) => {
      setUser(EMPTY);
      notifications.show({ color: 'teal', message: `${username} can sign in now.` });
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    add.mutate();
  }

  return (
    <Paper withBorder p="lg" maw={480}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Title order={2} size="h4">
            Add a user
          </Title>
          {add.error && <ErrorAlert error={add.error} />}
          <TextInput
            label="User name"
            required
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
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending}>
              Add the user
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
