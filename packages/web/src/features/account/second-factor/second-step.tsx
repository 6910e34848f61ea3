// SPDX-License-Identifier: Apache-2.0
import { Login, type Session } from '@lava/protocol/api/auth.ts';
import { secondFactorMethods } from '@lava/protocol/api/client/second-factor.ts';
import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type * as z from 'zod';
import { client } from '../../../data/client.ts';
import { ErrorAlert } from '../../../ui/error/error-alert.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { CodeInput } from './code-input.tsx';
import { SetUp } from './set-up.tsx';

interface StepProps {
  /** The password is right. */
  login: z.infer<typeof Login>;
  onDone: (session: Session) => void;
  /** Begins again, with a name and a password. */
  onBack: () => void;
}

/** @param missing the account has no second factor, and must have one */
export function SecondStep({ missing, ...props }: StepProps & { missing: boolean }) {
  return missing ? <FirstSetUp {...props} /> : <CodeStep {...props} />;
}

function CodeStep({ login, onDone, onBack }: StepProps) {
  const form = useSchemaForm(Login.required({ code: true }), { ...login, code: '' });
  const signIn = useMutation({ mutationFn: client.signIn, onSuccess: onDone });
  return (
    <Form form={form} mutation={signIn}>
      <CodeInput
        description="From your authenticator app, or a recovery code"
        data-autofocus
        autoFocus
        {...form.getInputProps('code')}
      />
      <Button type="submit" loading={signIn.isPending} fullWidth mt="xs">
        Sign in
      </Button>
      <Button variant="subtle" onClick={onBack} fullWidth>
        Back
      </Button>
    </Form>
  );
}

function FirstSetUp({ login, onDone }: StepProps) {
  const begin = useMutation({ mutationFn: () => secondFactorMethods(client).begin(login) });
  if (begin.data) return <SetUp login={login} made={begin.data} onDone={onDone} />;
  return (
    <Stack gap="sm">
      {begin.error && <ErrorAlert error={begin.error} />}
      <Text size="sm">
        This server requires a second factor: in addition to your password, you sign in with a code that an
        app on your telephone or computer shows. Your account has none yet.
      </Text>
      <Button loading={begin.isPending} onClick={() => begin.mutate()} fullWidth autoFocus>
        Set it up
      </Button>
    </Stack>
  );
}
