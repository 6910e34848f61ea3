// SPDX-License-Identifier: Apache-2.0
import { argument, JobNumber, Text } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const comment = defineVerb({
  summary: 'say something about a job to everybody who sees it',
  arguments: {
    id: argument('number of the job', JobNumber, 'jobs'),
    text: argument('what you say', Text),
  },
  async run(context, { id, text }) {
    const added = await context.client().jobs.comments.add(id, { text });
    context.output.say(added, () => `comment ${added.id} on job ${id}`);
  },
});
