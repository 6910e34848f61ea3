// SPDX-License-Identifier: Apache-2.0
import { UsePasswordLink } from '@lava/protocol/api/auth.ts';
import { Button, Center, Paper, PasswordInput, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { client } from '../../data/client.ts';
import { announceSession } from '../../data/live.ts';
import { queries } from '../../data/queries.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';

/** Where a link of an admin leads: its secret comes after the `#`. */
export function PasswordLinkPage() {
  useDocumentTitle('Set your password · LAVA');
  const secret = useRouterState({ select: (state) => state.location.hash });
  const router = useRouter();
  const queryClient = useQueryClient();
  const form = useSchemaForm(UsePasswordLink, { secret, password: '' });
  const use = useMutation({
    mutationFn: client.usePasswordLink,
    onSuccess: (session) => {
      queryClient.setQueryData(queries.session().queryKey, session);
      announceSession();
      // An account with a second factor signs in with that too.
      router.history.replace(session.user ? '/jobs' : '/sign-in');
    },
  });
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder shadow="sm" p="xl" w={380} maw="100%">
        <Title order={1} size="h3" mb="lg">
          Set your password
        </Title>
        {secret === '' ? (
          <Text>This address is not complete: open the whole link that you were sent.</Text>
        ) : (
          <Form form={form} mutation={use}>
            <PasswordInput
              label="New password"
              description="At least 8 characters"
              autoComplete="new-password"
              withAsterisk={false}
              required
              data-autofocus
              autoFocus
              {...form.getInputProps('password')}
            />
            <Button type="submit" loading={use.isPending} fullWidth mt="xs">
              Set the password and sign in
            </Button>
          </Form>
        )}
      </Paper>
    </Center>
  );
}
