// SPDX-License-Identifier: Apache-2.0
import type { JobComment } from '@lava/protocol/api/comments.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Button, Group, Paper, ScrollArea, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { offers } from '../../../ui/action/action.tsx';
import { ConfirmButton } from '../../../ui/confirm/confirm-button.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Time } from '../../../ui/time/time.tsx';
import { FailureTags } from './failure-tags.tsx';

/** What people say about the job. */
export function CommentsTab({ job }: { job: Job }) {
  const comments = useQuery(queries.comments(job.id));
  return (
    <ScrollArea p="md" h="100%">
      <Stack maw={900}>
        {job.state === 'finished' && <FailureTags job={job} />}
        <Loaded query={comments}>
          {({ items }) => (
            <>
              {items.length === 0 && <Text c="dimmed">Nobody has said anything about this job.</Text>}
              {items.map((comment) => (
                <Comment key={comment.id} job={job.id} comment={comment} />
              ))}
            </>
          )}
        </Loaded>
        {offers(job, 'comment') && <NewComment job={job.id} />}
      </Stack>
    </ScrollArea>
  );
}

function Comment({ job, comment }: { job: number; comment: JobComment }) {
  const remove = useMutation({
    mutationFn: () => client.jobs.comments.remove(job, comment.id),
    meta: { changes: ['job'], failed: 'Not removed' },
  });
  return (
    <Paper withBorder p="sm" component="article" aria-label={`Comment of ${comment.author}`}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          {comment.author}, <Time time={comment.time} />
        </Text>
        {offers(comment, 'remove') && (
          <ConfirmButton
            size="compact-xs"
            variant="default"
            c="red"
            loading={remove.isPending}
            question="Remove this comment?"
            verb="Remove the comment"
            onConfirm={() => remove.mutate()}
          >
            Remove
          </ConfirmButton>
        )}
      </Group>
      <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{comment.text}</Text>
    </Paper>
  );
}

function NewComment({ job }: { job: number }) {
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => client.jobs.comments.add(job, { text }),
    meta: { changes: ['job'], failed: 'Not added' },
    onSuccess: () => setText(''),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack gap="xs" align="flex-start">
        <Textarea
          w="100%"
          label="Comment"
          description="Everybody who sees the job sees it"
          autosize
          minRows={2}
          maxLength={4_000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button type="submit" loading={add.isPending} disabled={text.trim() === ''}>
          Add comment
        </Button>
      </Stack>
    </form>
  );
}
