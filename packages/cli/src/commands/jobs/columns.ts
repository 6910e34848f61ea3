// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import type { Column } from '../../output/columns.ts';
import type { Style } from '../../output/terminal.ts';
import { when } from '../../output/time.ts';
import { jobStateWord } from '../../output/words.ts';

export const JOB_COLUMNS: readonly Column<JobSummary>[] = [
  { key: 'id', value: ({ id }) => id },
  { key: 'state', value: outcome, text: outcomeText, style: styleOf },
  { key: 'device', value: ({ device, deviceType }) => device ?? deviceType },
  { key: 'submitted', value: ({ submitTime }) => submitTime, text: ({ submitTime }) => when(submitTime) },
  { key: 'by', value: ({ submitter }) => submitter },
  { key: 'description', value: ({ description }) => description },
  { key: 'device-type', value: ({ deviceType }) => deviceType, wide: true },
  { key: 'worker', value: ({ worker }) => worker, wide: true },
  { key: 'sub-id', value: ({ subId }) => subId, wide: true },
  { key: 'role', value: ({ role }) => role, wide: true },
  { key: 'priority', value: ({ priority }) => priority, wide: true },
  {
    key: 'started',
    value: ({ startTime }) => startTime,
    text: ({ startTime }) => when(startTime),
    wide: true,
  },
  { key: 'ended', value: ({ endTime }) => endTime, text: ({ endTime }) => when(endTime), wide: true },
  { key: 'error', value: ({ error }) => error && `${error.message} (${error.kind})`, wide: true },
];

/** State of a job that has not ended; else its health, with the code of its error. */
export function outcome({ state, health, error }: JobSummary): string {
  if (state !== 'finished') return state;
  return error && error.code !== health ? `${health} (${error.code})` : health;
}

/** The same as people read it. */
export function outcomeText(job: JobSummary): string {
  return job.state === 'finished' ? outcome(job) : jobStateWord(job.state);
}

function styleOf({ state, health }: JobSummary): Style | undefined {
  if (state !== 'finished') return state === 'running' ? 'cyan' : undefined;
  return health === 'complete' ? 'green' : health === 'incomplete' ? 'red' : 'yellow';
}
