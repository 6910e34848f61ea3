// SPDX-License-Identifier: Apache-2.0
import { argument, flag, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const definition = defineVerb({
  summary: 'the definition of a job as it was submitted',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: { pipeline: flag('what runs: for a JSON job, its translation') },
  async run(context, { id }, { pipeline }) {
    const text = await context.client().jobs.definition(id, pipeline ? 'pipeline' : 'submitted');
    context.output.document({ definition: text }, text);
  },
});
