// SPDX-License-Identifier: Apache-2.0
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { outcomeText } from './columns.ts';

export const why = defineVerb({
  summary: 'why a job waits, most important reason first; why it ended, when it has',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  async run(context, { id }) {
    const job = await context.client().jobs.get(id);
    const { state, waiting, error } = job;
    context.output.say({ id, state, waiting, error }, () => {
      if (waiting.length > 0) return waiting.join('\n');
      if (error) return `${error.message} (${error.code}, ${error.kind})`;
      return `job ${id} does not wait: it is ${outcomeText(job)}`;
    });
  },
});
