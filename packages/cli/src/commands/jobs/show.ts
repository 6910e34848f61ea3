// SPDX-License-Identifier: Apache-2.0
import type { GroupJob, Job } from '@lava/protocol/api/jobs.ts';
import type { FieldValue } from '../../output/output.ts';
import { duration } from '../../output/terminal.ts';
import { when } from '../../output/time.ts';
import { jobStateWord } from '../../output/words.ts';
import { argument, JobNumber } from '../../program/parameters.ts';
import { defineVerb } from '../../program/verb.ts';
import { outcomeText } from './columns.ts';
import { holdText } from './hold.ts';

export const show = defineVerb({
  summary: 'one job, and why it waits',
  arguments: { id: argument('number of the job', JobNumber, 'jobs') },
  async run(context, { id }) {
    const job = await context.client().jobs.get(id);
    context.output.show(job, () => describeJob(job));
  },
});

export function describeJob(job: Job): [string, FieldValue][] {
  return [
    ['job', job.subId === null ? job.id : `${job.id} (${job.subId}), role ${job.role}`],
    ['description', job.description],
    ['state', outcomeText(job)],
    ...(job.retries > 0
      ? [['attempt', `${job.attempt} of ${job.retries + 1} at most`] as [string, string]]
      : []),
    ...job.waiting.map((reason): [string, string] => ['waits', reason]),
    ['error', job.error && `${job.error.message} (${job.error.kind})`],
    ['device type', job.deviceType],
    ['device', job.device],
    ['worker', job.worker],
    ['submitter', job.submitter],
    ['priority', job.priority],
    ['visibility', job.visibility],
    ['tags', job.tags.join(' ')],
    ['board', job.holdOnFailure === null ? null : holdText(job)],
    ['submitted', when(job.submitTime)],
    ['started', job.startTime && when(job.startTime)],
    ['ended', job.endTime && when(job.endTime)],
    ['tests', counted(job.tests)],
    [
      'log',
      `${job.records} lines${job.logComplete ? '' : job.state === 'finished' ? ', not complete' : ', more to come'}`,
    ],
    [
      'overhead',
      job.overhead &&
        `${duration(job.overhead.start)} at its start, ${duration(job.overhead.end)} at its end`,
    ],
    [
      'device time',
      job.deviceTime &&
        `${duration(job.deviceTime.preparing)} prepared before power on, ${duration(job.deviceTime.busy)} busy`,
    ],
    ...(job.group?.jobs ?? []).map((each): [string, string] => ['group', memberText(each)]),
    ['failure tags', job.failureTags.join(' ')],
    ['resubmitted', job.resubmittedFrom && `from job ${job.resubmittedFrom}`],
  ];
}

/** `job 13 (12.1), role client: running on qemu-2, essential` */
function memberText({ id, subId, role, state, health, device, essential }: GroupJob): string {
  const outcome = state === 'finished' ? health : jobStateWord(state);
  const where = device === null ? '' : ` on ${device}`;
  return `job ${id} (${subId}), role ${role}: ${outcome}${where}${essential ? ', essential' : ''}`;
}

/** `16 pass, 1 fail`; without the steps of LAVA itself. */
function counted(tests: Job['tests']): string {
  const some = Object.entries(tests).filter(([, count]) => count > 0);
  return some.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none';
}
