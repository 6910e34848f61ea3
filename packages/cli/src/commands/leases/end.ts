// SPDX-License-Identifier: Apache-2.0
import { JobNumber, manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';
import { sayLease } from './columns.ts';

export const end = defineVerb({
  summary: 'give boards back',
  arguments: { id: manyArguments('numbers of the leases', JobNumber, 'jobs') },
  run(context, { id: ids }) {
    const client = context.client();
    return forEach(context, ids, 'job', async (id) => {
      const lease = await client.leases.end(id);
      return { ...lease, text: sayLease(lease) };
    });
  },
});
