// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Button, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { Icon } from '../../../ui/icon/icon.tsx';
import { formatDuration } from '../../../ui/time/format.ts';

/** How long, seconds. */
const CHOICES = [
  [900, '15 minutes'],
  [1_800, '30 minutes'],
  [3_600, '1 hour'],
  [7_200, '2 hours'],
] as const;

/** Whether the board of a job that runs is held for a person if it fails. */
export function HoldMenu({ job: { id, holdOnFailure } }: { job: Job }) {
  const queryClient = useQueryClient();
  const ask = useMutation({
    mutationFn: (seconds: number | null) => client.jobs.update(id, { holdOnFailure: seconds }),
    meta: { failed: 'Not changed' },
    onSuccess: (changed) => queryClient.setQueryData(queries.job(id).queryKey, changed),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={ask.isPending}
          rightSection={<Icon name="down" size={15} />}
        >
          {holdOnFailure === null ? 'Hold if it fails' : 'Held if it fails'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {holdOnFailure === null
            ? 'You get its board as the failure leaves it'
            : `For ${formatDuration(holdOnFailure)}`}
        </Menu.Label>
        {CHOICES.map(([seconds, words]) => (
          <Menu.Item key={seconds} onClick={() => ask.mutate(seconds)}>
            For {words}
          </Menu.Item>
        ))}
        {holdOnFailure !== null && <Menu.Item onClick={() => ask.mutate(null)}>Do not hold it</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
