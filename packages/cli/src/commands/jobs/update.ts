// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../../exit-code.ts';
import { argument, JobNumber, manyOptions, oneOf, option } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const update = defineVerb({
  summary: 'say who sees a job, also one that has ended',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    visibility: option('public, personal, or group with --group', {
      schema: oneOf(['public', 'personal', 'group']),
    }),
    group: manyOptions('only members of it see the job; of several groups those who are in all', {
      value: 'name',
    }),
  },
  async run(context, { id }, { visibility, group }) {
    if (visibility === undefined) throw new UsageError('nothing to change: give --visibility');
    if ((visibility === 'group') !== group.length > 0)
      throw new UsageError('--visibility group and --group NAME go together');
    const wanted = visibility === 'group' ? { group } : visibility;
    const job = await context.client().jobs.update(id, { visibility: wanted });
    context.output.say(job, () => `job ${id} has visibility ${job.visibility}`);
  },
});
