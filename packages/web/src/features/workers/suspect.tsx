// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Alert, Text } from '@mantine/core';
import { Time } from '../../ui/time/time.tsx';

/** Many of its devices fail at the same time; nothing when all is well. */
export function Suspect({ worker: { suspect } }: { worker: Worker }) {
  if (suspect === null) return null;
  return (
    <Alert color="orange" variant="outline" title="Many of its devices fail" mb="md">
      <Text size="sm">
        Since <Time time={suspect.since} />: {suspect.reason}. Look at what they share here: power, network,
        disk, USB hubs.
      </Text>
    </Alert>
  );
}
