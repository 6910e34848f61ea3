// SPDX-License-Identifier: Apache-2.0
import type { JobComment } from '@lava/protocol/api/comments.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { argument, integer, JobNumber, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

const COLUMNS: readonly Column<JobComment>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'time', value: ({ time }) => time, text: ({ time }) => when(time) },
  { key: 'author', value: ({ author }) => author },
  { key: 'text', value: ({ text }) => text },
];

export const comments = defineVerb({
  summary: 'what people said about a job; with --remove, remove one of your own',
  list: true,
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    remove: option('number of a comment to remove first', {
      value: 'number',
      schema: integer(1, Number.MAX_SAFE_INTEGER),
    }),
  },
  async run(context, { id }, { remove }) {
    const { comments: of } = context.client().jobs;
    if (remove !== undefined) await of.remove(id, remove);
    context.output.list({ ...(await readPages((page) => of.list(id, page))), columns: COLUMNS });
  },
});
