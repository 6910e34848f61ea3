// SPDX-License-Identifier: Apache-2.0
import type { Device } from '@lava/protocol/api/lab.ts';
import { Alert, Text } from '@mantine/core';
import { Time } from '../../../ui/time/time.tsx';

/** Why the device takes no jobs, and how far it is on its way back; nothing when it is not in quarantine. */
export function Quarantine({ device: { quarantine } }: { device: Device }) {
  if (quarantine === null) return null;
  const { since, reason, passed, rounds } = quarantine;
  return (
    <Alert color="orange" variant="outline" title="In quarantine until it proves itself" mb="md">
      <Text size="sm">
        Since <Time time={since} />, because {reason}. It has passed {passed} of {rounds} health checks in a
        row. Set its health to end this.
      </Text>
    </Alert>
  );
}
