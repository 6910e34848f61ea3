// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Button, Group, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { Action } from '../../../ui/action/action.tsx';
import { ConfirmButton } from '../../../ui/confirm/confirm-button.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { HoldMenu } from './hold-menu.tsx';

export function JobActions({ job }: { job: Job }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const cancel = useMutation({
    mutationFn: () => client.jobs.cancel(job.id),
    meta: { failed: 'Not canceled' },
    onSuccess: (changed) => queryClient.setQueryData(queries.job(job.id).queryKey, changed),
  });
  const resubmit = useMutation({
    mutationFn: () => client.jobs.resubmit(job.id),
    meta: { changes: ['job'], failed: 'Not resubmitted' },
    onSuccess: ({ id }) => navigate({ to: '/jobs/$id', params: { id } }),
  });
  if (job.may.length === 0) return null;
  return (
    <Group gap="xs" wrap="nowrap">
      {job.may.includes('hold') && <HoldMenu job={job} />}
      {job.may.includes('cancel') ? (
        <ConfirmButton
          size="xs"
          variant="default"
          c="red"
          leftSection={<Icon name="stop" size={15} />}
          loading={cancel.isPending}
          question={`Cancel job ${job.id}?`}
          verb="Cancel the job"
          onConfirm={() => cancel.mutate()}
        >
          Cancel
        </ConfirmButton>
      ) : (
        <Action of={job} ability="cancel" size="xs" variant="default" onClick={() => undefined}>
          Cancel
        </Action>
      )}
      {job.may.includes('resubmit') && (
        <Button.Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="repeat" size={15} />}
            loading={resubmit.isPending}
            onClick={() => resubmit.mutate()}
          >
            Resubmit
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="xs" variant="default" px={6} aria-label="More ways to resubmit">
                <Icon name="down" size={15} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<Icon name="edit" size={16} />}
                onClick={() => navigate({ to: '/submit', search: { from: job.id } })}
              >
                Edit and resubmit
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Button.Group>
      )}
    </Group>
  );
}
