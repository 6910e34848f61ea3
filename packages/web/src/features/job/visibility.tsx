// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../data/client.ts';

/** Who sees the job; whom the server lets see its deliveries may change that too. */
export function Visibility({ job }: { job: Job }) {
  const other = job.visibility === 'personal' ? 'public' : 'personal';
  const save = useMutation({
    mutationFn: () => client.jobs.update(job.id, { visibility: other }),
    meta: { changes: ['job'], failed: 'Not changed' },
  });
  if (!job.may.includes('deliveries')) return <Text size="sm">{job.visibility}</Text>;
  return (
    <Group gap="sm">
      {job.visibility}
      <Button size="compact-xs" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        Make it {other}
      </Button>
    </Group>
  );
}
