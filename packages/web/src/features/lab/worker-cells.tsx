// SPDX-License-Identifier: Apache-2.0
import type { Worker } from '@lava/protocol/api/lab.ts';
import { Group, Text } from '@mantine/core';
import { WORKER_HEALTH, workerStatus } from '../../entities/worker/status.ts';
import { plural } from '../../lib/plural.ts';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';

/** Each worker: whether it is there, and how much it does. */
export function WorkerCells({ workers }: { workers: readonly Worker[] }) {
  if (workers.length === 0) return <Text c="dimmed">There are no workers yet.</Text>;
  return (
    <Group gap="md" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {workers.map((worker) => (
        <Group key={worker.name} gap={8} component="li">
          <Anchor to="/workers/$name" params={{ name: worker.name }} size="sm" fw={600}>
            {worker.name}
          </Anchor>
          <StatusBadge
            status={worker.health === 'active' ? workerStatus(worker) : WORKER_HEALTH[worker.health]}
          />
          <Text size="sm" c="dimmed">
            {load(worker)}
          </Text>
        </Group>
      ))}
    </Group>
  );
}

function load({ runningJobs, jobLimit, devices }: Worker): string {
  const jobs = jobLimit > 0 ? `${runningJobs.length} of ${jobLimit} jobs` : plural(runningJobs.length, 'job');
  return `${jobs}, ${plural(devices.length, 'device')}`;
}
