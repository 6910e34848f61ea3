// SPDX-License-Identifier: Apache-2.0
import { JobNumber, manyArguments } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';

export const cancel = defineVerb({
  summary: 'end jobs that wait or run',
  arguments: { id: manyArguments('numbers of the jobs', JobNumber, 'jobs') },
  run(context, { id: ids }) {
    const client = context.client();
    return forEach(context, ids, 'job', async (id) => {
      const { state, health } = await client.jobs.cancel(id);
      return { id, state, health, text: `job ${id} is ${state === 'finished' ? health : state}` };
    });
  },
});
