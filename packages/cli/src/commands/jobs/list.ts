// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES } from '@lava/protocol/api/jobs.ts';
import { Since } from '../../input/since.ts';
import { flag, integer, JobNumber, oneOf, option, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { JOB_COLUMNS } from './columns.ts';
import { readJobs } from './pages.ts';

export const list = defineVerb({
  summary: 'jobs, newest first',
  list: true,
  options: {
    state: option('only jobs in this state', { schema: oneOf(JOB_STATES) }),
    health: option('only jobs with this health', { schema: oneOf(JOB_HEALTHS) }),
    deviceType: option('only jobs for this device type', { value: 'name', complete: 'device-types' }),
    device: option('only jobs on this device', { value: 'name', complete: 'devices' }),
    submitter: option('only jobs of this account', { value: 'name' }),
    search: option('only jobs whose description contains this', { value: 'text' }),
    since: option('only jobs submitted since then: 12h, 2d, 1w, or a date', { schema: Since, value: 'time' }),
    limit: optionWithDefault('maximum number of jobs; 0 for no limit', 25, {
      schema: integer(0, 1_000_000),
      value: 'count',
    }),
    all: flag('the same as --limit 0'),
    before: option('only jobs older than this one', { schema: JobNumber, value: 'id' }),
  },
  async run(context, _, { limit, all, ...query }) {
    const page = await readJobs(context.client(), query, all ? 0 : limit);
    context.output.list({ ...page, columns: JOB_COLUMNS });
    if (page.next !== null) context.note(`there are older jobs: add --before ${page.next}, or --all`);
  },
});
