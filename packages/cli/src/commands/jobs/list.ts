// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES, JobQuery } from '@lava/protocol/api/jobs.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { Since } from '../../input/since.ts';
import { JOB_STATE_WORDS } from '../../output/words.ts';
import { JobNumber, oneOf, option, optionalArgument, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { limits, MORE, most, sortOf } from '../pages.ts';
import { JOB_COLUMNS } from './columns.ts';

/** The limit of jobs that the server returns at a time. */
export const PAGE = 200;

export const list = defineVerb({
  summary: 'jobs, newest first',
  list: true,
  arguments: {
    filter: optionalArgument(
      'such as: type:qemu health:incomplete suite:ltp case:x result:fail after:7d',
      Text,
    ),
  },
  options: {
    state: option('only jobs in this state', { schema: oneOf(JOB_STATES, JOB_STATE_WORDS) }),
    health: option('only jobs with this health', { schema: oneOf(JOB_HEALTHS) }),
    deviceType: option('only jobs for this device type', { value: 'name', complete: 'device-types' }),
    device: option('only jobs on this device', { value: 'name', complete: 'devices' }),
    submitter: option('only jobs of this account', { value: 'name' }),
    search: option('only jobs whose description contains this', { value: 'text' }),
    since: option('only jobs submitted since then: 12h, 2d, 1w, or a date', { schema: Since, value: 'time' }),
    sort: option('in this order; with - in front the other way round', { schema: sortOf(JobQuery) }),
    ...limits(25),
    before: option('only jobs older than this one', { schema: JobNumber, value: 'id' }),
  },
  async run(context, { filter }, { limit, all, ...query }) {
    const client = context.client();
    const page = await readPages(
      (wanted) => client.jobs.list({ filter, ...query, ...wanted }),
      most({ limit, all }),
      PAGE,
    );
    context.output.list({ ...page, columns: JOB_COLUMNS });
    if (page.next !== null && query.sort === undefined)
      context.note(`there are older jobs: add --before ${page.items.at(-1)?.id}, or --all`);
    else if (page.next !== null) context.note(MORE);
  },
});
