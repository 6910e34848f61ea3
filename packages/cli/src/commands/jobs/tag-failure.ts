// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { argument, JobNumber, manyOptions } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const tagFailure = defineVerb({
  summary: 'give a job that is over words for its kind of failure, by which it is found again',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    add: manyOptions('a failure tag that it gets, such as flaky-usb; more than once for several', {
      value: 'tag',
    }),
    remove: manyOptions('a failure tag that it loses', { value: 'tag' }),
  },
  async run(context, { id }, { add, remove }) {
    if (add.length + remove.length === 0)
      throw new LavaError('request-invalid', 'nothing to change', { hint: 'give --add TAG or --remove TAG' });
    const { jobs } = context.client();
    const { failureTags } = await jobs.get(id);
    const tags = new Set([...failureTags, ...add]);
    for (const tag of remove) tags.delete(tag);
    const job = await jobs.setFailureTags(id, [...tags]);
    context.output.say(job, () => `job ${id} has the failure tags ${job.failureTags.join(', ') || '(none)'}`);
  },
});
