// SPDX-License-Identifier: Apache-2.0
import { argument, JobNumber, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { sayLease } from './columns.ts';

export const handOver = defineVerb({
  summary: 'give a board that you have borrowed to somebody else',
  arguments: {
    id: argument('number of the lease', JobNumber, 'jobs'),
    user: argument('who has it from now on', Text, 'users'),
  },
  async run(context, { id, user }) {
    const lease = await context.client().leases.handOver(id, { to: user });
    context.output.say(lease, () => sayLease(lease));
  },
});
