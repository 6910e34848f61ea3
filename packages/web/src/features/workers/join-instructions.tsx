// SPDX-License-Identifier: Apache-2.0
import type { JoinInvitation } from '@lava/protocol/api/lab.ts';
import { Alert, Code, Group, Stack, Text } from '@mantine/core';
import { CopyAction } from '../../ui/copy/copy-action.tsx';
import { Icon } from '../../ui/icon/icon.tsx';
import { Time } from '../../ui/time/time.tsx';

/** The one command that makes a host this worker. It is shown once: the server keeps no copy. */
export function JoinInstructions({ invitation }: { invitation: JoinInvitation }) {
  const command = `echo '${invitation.joinLine}' | lava-slave join`;
  return (
    <Stack gap="sm">
      <Text size="sm">
        Run this on the host that is to be <b>{invitation.name}</b>:
      </Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {command}
      </Code>
      <Group justify="space-between">
        <CopyAction value={command} label="Copy the command" />
        <Text size="sm" c="dimmed">
          Expires <Time time={invitation.expires} />
        </Text>
      </Group>
      <Alert color="orange" variant="light" icon={<Icon name="key" />}>
        The line works once and is a secret until then. It is not shown again; if it is lost, ask for a new
        one.
      </Alert>
    </Stack>
  );
}
