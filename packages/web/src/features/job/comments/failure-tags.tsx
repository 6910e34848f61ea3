// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Group, TagsInput, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { offers } from '../../../ui/action/action.tsx';
import { Anchor } from '../../../ui/page/anchor.tsx';

/** Words for the kind of failure; each leads to the other jobs that have it. */
export function FailureTags({ job }: { job: Job }) {
  const queryClient = useQueryClient();
  const changes = offers(job, 'comment');
  const known = useQuery({ ...queries.failureTags(), enabled: changes });
  const set = useMutation({
    mutationFn: (tags: string[]) => client.jobs.setFailureTags(job.id, tags),
    meta: { changes: ['job'], failed: 'Not tagged' },
    onSuccess: (changed) => queryClient.setQueryData(queries.job(job.id).queryKey, changed),
  });
  return (
    <div>
      {changes && (
        <TagsInput
          label="Failure tags"
          description="Words for the kind of failure, by which its jobs are found again; press Enter after each"
          data={known.data?.items.map(({ name }) => name) ?? []}
          value={job.failureTags}
          maxTags={20}
          disabled={set.isPending}
          onChange={(tags) => set.mutate(tags)}
        />
      )}
      {job.failureTags.length > 0 && (
        <Group gap="xs" mt="xs">
          <Text size="sm" c="dimmed">
            Other jobs with
          </Text>
          {job.failureTags.map((tag) => (
            <Anchor key={tag} to="/jobs" search={{ filter: `failure:${tag}` }} size="sm">
              {tag}
            </Anchor>
          ))}
        </Group>
      )}
    </div>
  );
}
