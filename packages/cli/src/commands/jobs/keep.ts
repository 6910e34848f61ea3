// SPDX-License-Identifier: Apache-2.0
import { argument, flag, JobNumber, optionWithDefault } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { retentionRows } from './retention.ts';

export const keep = defineVerb({
  summary: 'keep a job and its log, whatever the rules of the server remove; --end to leave it to them again',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  options: {
    reason: optionWithDefault('why', '', { value: 'text' }),
    end: flag('nobody keeps it any more'),
  },
  async run(context, { id }, { reason, end }) {
    const { jobs } = context.client();
    const now = await (end ? jobs.endKeeping(id) : jobs.keep(id, { reason }));
    context.output.show(now, () => retentionRows(id, now));
  },
});
