// SPDX-License-Identifier: Apache-2.0
import { Duration } from '../../input/duration.ts';
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { sayLease } from './columns.ts';

export const extend = defineVerb({
  summary: 'keep a board longer',
  arguments: {
    id: argument('number of the lease', JobNumber, 'jobs'),
    by: argument('how much longer: 30m, 2h', Duration),
  },
  async run(context, { id, by }) {
    const lease = await context.client().leases.extend(id, { seconds: by });
    context.output.say(lease, () => sayLease(lease));
  },
});
