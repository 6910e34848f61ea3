// SPDX-License-Identifier: Apache-2.0
import { Button, Center, Group, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../data/client.ts';
import { announceSession } from '../../data/live.ts';
import { queries } from '../../data/queries.ts';
import { ErrorAlert } from '../../ui/error/error-alert.tsx';

/** @param onDone called when somebody has signed in */
export function SignInView({ onDone }: { onDone?: () => void }) {
  useDocumentTitle('Sign in · LAVA');
  const queryClient = useQueryClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: client.signIn,
    onSuccess: (session) => {
      queryClient.setQueryData(queries.session().queryKey, session);
      announceSession();
      onDone?.();
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    signIn.mutate({ username, password });
  }

  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder shadow="sm" p="xl" w={380} maw="100%">
        <form onSubmit={submit}>
          <Stack>
            <Group gap="sm" mb="xs">
              <img src="/favicon.svg" alt="" width={34} height={34} />
              <Title order={1} size="h3">
                Sign in to LAVA
              </Title>
            </Group>
            {signIn.error && <ErrorAlert error={signIn.error} />}
            <TextInput
              label="User name"
              autoComplete="username"
              autoCapitalize="none"
              required
              withAsterisk={false}
              data-autofocus
              autoFocus
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button type="submit" loading={signIn.isPending} fullWidth mt="xs">
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
