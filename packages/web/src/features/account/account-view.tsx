// SPDX-License-Identifier: Apache-2.0
import { ChangePassword } from '@lava/protocol/api/auth.ts';
import { Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { announceSession } from '../../data/live.ts';
import { queries } from '../../data/queries.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';
import { Facts } from '../../ui/page/facts.tsx';
import { Page } from '../../ui/page/page.tsx';
import { Identities } from './identities.tsx';
import { SecondFactor } from './second-factor/second-factor.tsx';
import { Sessions } from './sessions.tsx';
import { Subscriptions } from './subscriptions/subscriptions.tsx';

export function AccountView() {
  const { data: session } = useQuery(queries.session());
  const user = session?.user;
  if (!user) return null;
  return (
    <Page title="Account">
      <Facts
        items={[
          ['User name', user.username],
          ['E-mail', user.email || 'none'],
          ['Groups', user.groups.join(', ') || 'none'],
          ['Role', user.admin ? 'Administrator' : 'User'],
        ]}
      />
      <Sessions />
      <Identities />
      <Subscriptions groups={user.groups} />
      <SecondFactor username={user.username} />
      <Stack maw={420} gap="sm">
        <Title order={2} size="h4">
          Change the password
        </Title>
        <Text size="sm" c="dimmed">
          You stay signed in here. Every other browser must sign in again; API tokens keep working.
        </Text>
        <PasswordForm />
      </Stack>
    </Page>
  );
}

function PasswordForm() {
  const queryClient = useQueryClient();
  const form = useSchemaForm(ChangePassword, { current: '', password: '' });
  const change = useMutation({
    mutationFn: client.changePassword,
    onSuccess: (session) => {
      queryClient.setQueryData(queries.session().queryKey, session);
      announceSession();
      queryClient.invalidateQueries({ queryKey: queries.sessions().queryKey });
      form.reset();
    },
  });
  return (
    <Form form={form} mutation={change}>
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        required
        {...form.getInputProps('current')}
      />
      <PasswordInput
        label="New password"
        description="At least 8 characters"
        autoComplete="new-password"
        required
        {...form.getInputProps('password')}
      />
      <Group justify="space-between">
        <Text size="sm" role="status">
          {change.isSuccess && 'The password is changed.'}
        </Text>
        <Button type="submit" loading={change.isPending}>
          Change the password
        </Button>
      </Group>
    </Form>
  );
}
