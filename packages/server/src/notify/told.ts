// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES, type JobHealth, type JobState } from '@lava/protocol/api/jobs.ts';
import type { DeliveryEvent } from '@lava/protocol/api/notifications.ts';
import type { NotifyingJob } from '../db/queries/notices.ts';

/** A job as a notification has it: as it was when it started, though it may be over when the word of its start arrives. */
export type Told = Omit<NotifyingJob, 'submitter'> & { submitter: number };

export function toldOf(job: NotifyingJob, event: DeliveryEvent): Told {
  return event === 'finished'
    ? job
    : { ...job, state: 'running', health: 'unknown', end_time: null, error: null };
}

/** State and outcome in one, as clients of LAVA have known them since before there were two. */
export function statusOf({ state, health }: { state: JobState; health: JobHealth }): {
  number: number;
  word: string;
} {
  if (state === 'running') return { number: 1, word: 'running' };
  if (state === 'canceling') return { number: 5, word: 'canceling' };
  if (state !== 'finished') return { number: 0, word: 'submitted' };
  if (health === 'complete') return { number: 2, word: 'complete' };
  return health === 'canceled' ? { number: 4, word: 'canceled' } : { number: 3, word: 'incomplete' };
}

export const stateNumber = (state: JobState) => JOB_STATES.indexOf(state);
export const healthNumber = (health: JobHealth) => JOB_HEALTHS.indexOf(health);

/** A time as Python writes it; LAVA's clients have read that for years. */
export function pythonTime(time: Date | null): string {
  if (time === null) return 'None';
  const [date, clock = ''] = time.toISOString().slice(0, -1).split('T');
  return `${date} ${clock.replace(/\.000$/, '').replace(/(\.\d{3})$/, '$1000')}+00:00`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
