// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Column } from '../../output/columns.ts';
import { when } from '../../output/time.ts';
import { option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, most } from '../pages.ts';
import { PAGE } from './list.ts';

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
    ...limits(100),
  },
  async run(context, _, { limit, all, ...query }) {
    const client = context.client();
    const page = await readPages(
      (wanted) => client.jobs.list({ ...query, sort: 'queue', ...wanted }),
      most({ limit, all }),
      PAGE,
    );
    context.output.list({ ...page, columns: COLUMNS });
    if (page.next !== null) context.note('more jobs are waiting: add --all');
  },
});
