// SPDX-License-Identifier: Apache-2.0
import type { Login, Session } from '@lava/protocol/api/auth.ts';
import { secondFactorMethods } from '@lava/protocol/api/client/second-factor.ts';
import { type NewSecondFactor, RemoveSecondFactor } from '@lava/protocol/api/second-factor.ts';
import { Alert, Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type * as z from 'zod';
import { client } from '../../../data/client.ts';
import { CopyAction } from '../../../ui/copy/copy-action.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { Icon } from '../../../ui/icon/icon.tsx';
import { CodeInput } from './code-input.tsx';
import { QrCode } from './qr-code.tsx';

interface SetUpProps {
  login: z.infer<typeof Login>;
  /** What an app takes, as the server has just made it. */
  made: NewSecondFactor;
  /** Called with the new session when somebody has stored the recovery codes. */
  onDone: (session: Session) => void;
}

/** Gives the secret to an app, and asks for a code as a proof; then shows the recovery codes, once. */
export function SetUp({ login: { username, password }, made, onDone }: SetUpProps) {
  const form = useSchemaForm(RemoveSecondFactor, { code: '' });
  const confirm = useMutation({
    mutationFn: ({ code }: { code: string }) =>
      secondFactorMethods(client).confirm({ username, password, code }),
    meta: { credentials: true },
  });
  if (confirm.data) {
    const { recoveryCodes, session } = confirm.data;
    return <RecoveryCodes codes={recoveryCodes} onDone={() => onDone(session)} />;
  }
  return (
    <Stack gap="sm">
      <Text size="sm">
        Scan this with an authenticator app, such as Aegis, FreeOTP or the one of your password manager, or{' '}
        <Anchor href={made.address}>open it on this device</Anchor>.
      </Text>
      <QrCode text={made.address} label="QR code for an authenticator app" />
      <Text size="sm">Or type this into the app:</Text>
      <Group gap="sm">
        <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {made.secret}
        </Code>
        <CopyAction value={made.secret} />
      </Group>
      <Form form={form} mutation={confirm} action="Confirm">
        <CodeInput
          description="Six digits, as the app shows them now"
          inputMode="numeric"
          {...form.getInputProps('code')}
        />
      </Form>
    </Stack>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <Alert color="teal" variant="light" icon={<Icon name="key" />} title="Your recovery codes">
      <Stack gap="xs">
        <Text size="sm">
          Each signs you in once when you do not have the app. Store them where you find them without it. They
          are shown once; the server keeps only their hashes.
        </Text>
        <Code block>{codes.join('\n')}</Code>
        <Group justify="space-between">
          <CopyAction value={codes.join('\n')} label="Copy the codes" />
          <Button size="compact-sm" onClick={onDone}>
            I have stored them
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
