// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import { Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { ConfirmButton } from '../../ui/confirm/confirm-button.tsx';

/** Cancels all chosen jobs and says of each that could not be canceled why. */
export function CancelChosen({ jobs, onDone }: { jobs: JobSummary[]; onDone: () => void }) {
  const able = jobs.filter(({ may }) => may.includes('cancel'));
  const cancel = useMutation({
    mutationFn: async () => {
      const refused: string[] = [];
      for (const { id } of able) {
        await client.jobs.cancel(id).catch((error: Error) => refused.push(`Job ${id}: ${error.message}`));
      }
      return refused;
    },
    onSuccess: (refused) => {
      for (const message of refused) notifications.show({ color: 'red', title: 'Not canceled', message });
      onDone();
    },
  });
  return (
    <Group gap="sm" role="status">
      <Text size="sm">
        {jobs.length} chosen
        {able.length < jobs.length && `, ${able.length} of them can be canceled`}
      </Text>
      <ConfirmButton
        size="compact-sm"
        variant="default"
        c="red"
        disabled={able.length === 0}
        loading={cancel.isPending}
        question={`Cancel ${able.length} ${able.length === 1 ? 'job' : 'jobs'}?`}
        verb="Cancel them"
        onConfirm={() => cancel.mutate()}
      >
        Cancel
      </ConfirmButton>
    </Group>
  );
}
