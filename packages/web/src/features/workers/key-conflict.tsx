// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Alert, Code, Text } from '@mantine/core';
import { Time } from '../../ui/time/time.tsx';

/** For admins: two processes have the key of one worker; nothing when all is well. */
export function KeyConflict({ worker: { name, conflict } }: { worker: Worker }) {
  if (!conflict) return null;
  const [first, second] = conflict.hosts;
  return (
    <Alert color="red" title={`Two processes have the key of ${name}`} mb="md">
      <Text size="sm">
        One runs on <Code>{first}</Code>, the other on <Code>{second}</Code>, since{' '}
        <Time time={conflict.since} />. The second is not let in. Stop it there. To make it a worker of its
        own, add one and use its join line with a new state directory.
      </Text>
    </Alert>
  );
}
