// SPDX-License-Identifier: Apache-2.0
import type { JobRetention } from '@lava/protocol/api/retention.ts';
import type { FieldValue } from '../../output/output.ts';
import { when } from '../../output/time.ts';
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';

export const retention = defineVerb({
  summary: 'until when the server keeps a job and its log',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  async run(context, { id }) {
    const found = await context.client().jobs.retention(id);
    context.output.show(found, () => retentionRows(id, found));
  },
});

export function retentionRows(id: number, { kept, job, log }: JobRetention): [string, FieldValue][] {
  const until = (time: string | null) => (time === null ? 'forever' : `until ${when(time)}`);
  return [
    ['job', id],
    ['kept by', kept && `${kept.by}${kept.reason === '' ? '' : `: ${kept.reason}`}`],
    ['kept', until(job)],
    ['log kept', log === null ? 'as long as the job' : until(log)],
  ];
}
