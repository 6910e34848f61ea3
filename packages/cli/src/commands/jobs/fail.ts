// SPDX-License-Identifier: Apache-2.0
import { JobNumber, manyArguments, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { forEach } from '../for-each.ts';

export const fail = defineVerb({
  summary: 'for admins: end jobs immediately, whatever their workers say; for those that a cancel cannot end',
  arguments: { id: manyArguments('numbers of the jobs', JobNumber, 'jobs') },
  options: { reason: optionWithDefault('why, for the job and its history', '', { value: 'text' }) },
  run(context, { id: ids }, { reason }) {
    const client = context.client();
    return forEach(context, ids, 'job', async (id) => {
      const { state, health } = await client.jobs.fail(id, { reason });
      return { id, state, health, text: `job ${id} is ${health}` };
    });
  },
});
