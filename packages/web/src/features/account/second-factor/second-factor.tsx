// SPDX-License-Identifier: Apache-2.0
import { Login } from '@lava/protocol/api/auth.ts';
import { secondFactorMethods } from '@lava/protocol/api/client/second-factor.ts';
import { type OwnSecondFactor, RemoveSecondFactor } from '@lava/protocol/api/second-factor.ts';
import { Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { announceSession } from '../../../data/live.ts';
import { queries } from '../../../data/queries.ts';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Time } from '../../../ui/time/time.tsx';
import { CodeInput } from './code-input.tsx';
import { SetUp } from './set-up.tsx';

const KEY = ['second-factor'];

/** Whether signing in by password takes a code too, and how that changes. */
export function SecondFactor({ username }: { username: string }) {
  const own = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => secondFactorMethods(client.withSignal(signal)).own(),
  });
  return (
    <Stack maw={420} gap="sm">
      <Title order={2} size="h4">
        Second factor
      </Title>
      <Loaded query={own}>{(found) => <Own username={username} own={found} />}</Loaded>
    </Stack>
  );
}

function Own({ username, own }: { username: string; own: OwnSecondFactor }) {
  const [form, { open, close }] = useDisclosure();
  const [removal, removing] = useDisclosure();
  const { since, recoveryCodes, required } = own;
  if (form) return <SetUpForm username={username} has={since !== null} onDone={close} />;
  if (removal) return <RemoveForm onDone={removing.close} />;
  return (
    <>
      <Text size="sm">
        {since === null ? (
          'Signing in takes your password only. With a second factor it also takes a code that an app on your telephone or computer shows.'
        ) : (
          <>
            Since <Time time={since} />, signing in by password also takes a code. Recovery codes left:{' '}
            {recoveryCodes}.
          </>
        )}
      </Text>
      <Group gap="sm">
        <Button variant="default" onClick={open}>
          {since === null ? 'Set up a second factor' : 'Set it up again'}
        </Button>
        {since !== null && !required && (
          <Button variant="default" c="red" onClick={removing.open}>
            Remove it
          </Button>
        )}
      </Group>
    </>
  );
}

/** @param has whether there is one already, whose code is needed then */
function SetUpForm({ username, has, onDone }: { username: string; has: boolean; onDone: () => void }) {
  const queryClient = useQueryClient();
  const schema = has ? Login.required({ code: true }) : Login;
  const form = useSchemaForm(schema, { username, password: '', ...(has && { code: '' }) });
  const begin = useMutation({
    mutationFn: secondFactorMethods(client).begin,
    meta: { credentials: true },
  });
  if (begin.data && begin.variables)
    return (
      <SetUp
        login={begin.variables}
        made={begin.data}
        onDone={(session) => {
          queryClient.setQueryData(queries.session().queryKey, session);
          announceSession();
          queryClient.invalidateQueries({ queryKey: queries.sessions().queryKey });
          queryClient.invalidateQueries({ queryKey: KEY });
          onDone();
        }}
      />
    );
  return (
    <Form form={form} mutation={begin} action="Continue">
      <Text size="sm" c="dimmed">
        You stay signed in here. Every other browser must sign in again; API tokens keep working.
        {has && ' It replaces the one that you have, and you get new recovery codes.'}
      </Text>
      <TextInput
        label="User name"
        description="By which you sign in"
        autoComplete="username"
        required
        withAsterisk={false}
        {...form.getInputProps('username')}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        {...form.getInputProps('password')}
      />
      {has && (
        <CodeInput
          description="From your authenticator app, or a recovery code"
          {...form.getInputProps('code')}
        />
      )}
    </Form>
  );
}

function RemoveForm({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const form = useSchemaForm(RemoveSecondFactor, { code: '' });
  const remove = useMutation({
    mutationFn: secondFactorMethods(client).remove,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: KEY });
      onDone();
    },
  });
  return (
    <Form form={form} mutation={remove} action="Remove the second factor">
      <CodeInput
        description="From your authenticator app, or a recovery code"
        {...form.getInputProps('code')}
      />
    </Form>
  );
}
