// SPDX-License-Identifier: Apache-2.0
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { describeLease } from './columns.ts';

export const show = defineVerb({
  summary: 'one lease',
  arguments: { id: argument('number of the lease: of its job', JobNumber, 'jobs') },
  async run(context, { id }) {
    const lease = await context.client().leases.get(id);
    context.output.show(lease, () => describeLease(lease));
  },
});
