// SPDX-License-Identifier: Apache-2.0
import { Login, type Session } from '@lava/protocol/api/auth.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Button, Center, Group, Paper, PasswordInput, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { client } from '../../data/client.ts';
import { announceSession } from '../../data/live.ts';
import { queries } from '../../data/queries.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';

const ProviderButton = lazy(async () => ({
  default: (await import('./provider-button.tsx')).ProviderButton,
}));

const SecondStep = lazy(async () => ({
  default: (await import('./second-factor/second-step.tsx')).SecondStep,
}));

interface SignInProps {
  /** Called when somebody has signed in by password. */
  onDone?: () => void;
  /** Page to show afterwards, when that is elsewhere. */
  to?: string;
}

export function SignInView({ onDone, to = location.pathname + location.search }: SignInProps) {
  useDocumentTitle('Sign in · LAVA');
  const queryClient = useQueryClient();
  const { oidc } = useQuery(queries.session()).data ?? {};
  const form = useSchemaForm(Login, { username: '', password: '' });
  const signIn = useMutation({
    mutationFn: client.signIn,
    onSuccess: (session) => signedIn(session),
  });
  const { error, variables: login } = signIn;
  const code = error instanceof LavaError ? error.code : undefined;
  const missing = code === 'second-factor-missing';

  function signedIn(session: Session): void {
    queryClient.setQueryData(queries.session().queryKey, session);
    announceSession();
    onDone?.();
  }

  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder shadow="sm" p="xl" w={380} maw="100%">
        <Group gap="sm" mb="lg">
          <img src="/favicon.svg" alt="" width={34} height={34} />
          <Title order={1} size="h3">
            Sign in to LAVA
          </Title>
        </Group>
        {login && (missing || code === 'second-factor-needed') ? (
          <Suspense>
            <SecondStep login={login} missing={missing} onDone={signedIn} onBack={signIn.reset} />
          </Suspense>
        ) : (
          <Form form={form} mutation={signIn}>
            <TextInput
              label="User name"
              autoComplete="username"
              autoCapitalize="none"
              required
              withAsterisk={false}
              data-autofocus
              autoFocus
              {...form.getInputProps('username')}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              {...form.getInputProps('password')}
            />
            <Button type="submit" loading={signIn.isPending} fullWidth mt="xs">
              Sign in
            </Button>
          </Form>
        )}
        {oidc && (
          <Suspense>
            <ProviderButton label={oidc} to={to} />
          </Suspense>
        )}
      </Paper>
    </Center>
  );
}
