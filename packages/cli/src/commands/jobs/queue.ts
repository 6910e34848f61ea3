// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { integer, option, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { readJobs } from './pages.ts';

const COLUMNS: readonly Column<JobSummary>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'device-type', value: ({ deviceType }) => deviceType },
  { key: 'priority', value: ({ priority }) => priority },
  { key: 'submitted', value: ({ submitTime }) => submitTime, text: ({ submitTime }) => when(submitTime) },
  { key: 'by', value: ({ submitter }) => submitter },
  { key: 'waits-for', value: ({ waiting }) => waiting.join('; ') },
  { key: 'description', value: ({ description }) => description, wide: true },
];

export const queue = defineVerb({
  summary: 'jobs that wait for a device, in the order in which they will start, and what each waits for',
  list: true,
  options: {
    deviceType: option('only jobs for this device type', { value: 'name', complete: 'device-types' }),
    submitter: option('only jobs of this account', { value: 'name' }),
    limit: optionWithDefault('maximum number of jobs; 0 for no limit', 100, {
      schema: integer(0, 1_000_000),
      value: 'count',
    }),
  },
  async run(context, _, { limit, ...query }) {
    // The server lists by age; the order of the queue is that of priority, then age, over all jobs.
    const { items } = await readJobs(context.client(), { ...query, state: 'submitted' }, 0);
    const ordered = items.sort((a, b) => b.priority - a.priority || a.id - b.id);
    const shown = limit === 0 ? ordered : ordered.slice(0, limit);
    context.output.list({ items: shown, next: null, columns: COLUMNS });
    if (shown.length < ordered.length)
      context.note(`${ordered.length - shown.length} more jobs are waiting: add --limit 0`);
  },
});
