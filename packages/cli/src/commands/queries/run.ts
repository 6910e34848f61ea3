// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import { JobQuery } from '@lava/protocol/api/jobs.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import { argument, option, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { JOB_COLUMNS } from '../jobs/columns.ts';
import { PAGE } from '../jobs/list.ts';
import { limits, MORE, most, sortOf } from '../pages.ts';
import { findQuery, WHICH } from './find.ts';

export const run = defineVerb({
  summary: 'jobs that fit a saved query, newest first',
  list: true,
  arguments: { query: argument(WHICH, Text) },
  options: {
    sort: option('in this order; with - in front the other way round', { schema: sortOf(JobQuery) }),
    ...limits(25),
  },
  async run(context, { query }, { sort, ...limit }) {
    const { id } = await findQuery(context, query);
    const methods = queryMethods(context.client());
    const page = await readPages((wanted) => methods.jobs(id, { sort, ...wanted }), most(limit), PAGE);
    context.output.list({ ...page, columns: JOB_COLUMNS });
    if (page.next !== null) context.note(MORE);
  },
});
