// SPDX-License-Identifier: Apache-2.0
import { JOB_STATES, type JobHealth, type JobState } from '@lava/protocol/api/jobs.ts';

/**
 * Life of a job. It is monotonic but for `retry`: no other event leads back, and one that comes twice or too late changes
 * nothing. What is said of an attempt that is over never comes here; see jobs/lifecycle.ts.
 *
 * | state      | meaning                                                        |
 * |------------|----------------------------------------------------------------|
 * | submitted  | waits for a device, for the first time or to be tried again     |
 * | scheduling | LAVA's; no job is in it, since a group gets its devices together  |
 * | scheduled  | has a device; its worker is asked to start it                   |
 * | running    | the dispatcher process exists                                  |
 * | canceling  | the worker is asked to end it                                   |
 * | finished   | over; `health` says how                                        |
 */
export type JobEvent =
  /** A device is held for it until its group is complete. */
  | 'reserve'
  | 'schedule'
  | 'start'
  | 'cancel'
  /** The queue timeout is over. */
  | 'expire'
  /** The worker's outcome and all records are here. */
  | 'complete'
  | 'fail'
  | 'end-canceled'
  /** The server ends it: its worker lost it or is gone, or it cannot be started. */
  | 'give-up'
  /** The attempt failed for the lab's sake, and the job waits for another device; see retry.ts. */
  | 'retry';

export const JOB_EVENTS = [
  'reserve',
  'schedule',
  'start',
  'cancel',
  'expire',
  'complete',
  'fail',
  'end-canceled',
  'give-up',
  'retry',
] as const satisfies JobEvent[];

type Target = JobState | `finished/${Exclude<JobHealth, 'unknown'>}`;

/** What is not listed changes nothing. */
const TABLE: Record<JobState, Partial<Record<JobEvent, Target>>> = {
  submitted: {
    reserve: 'scheduling',
    schedule: 'scheduled',
    cancel: 'finished/canceled',
    expire: 'finished/canceled',
  },
  // No worker knows of it yet, so nobody has to be asked.
  scheduling: { schedule: 'scheduled', cancel: 'finished/canceled', expire: 'finished/canceled' },
  scheduled: {
    start: 'running',
    cancel: 'canceling',
    // A job may be over before its start was heard of, or never start because its bundle cannot be made.
    complete: 'finished/complete',
    fail: 'finished/incomplete',
    'end-canceled': 'finished/canceled',
    'give-up': 'finished/incomplete',
    retry: 'submitted',
  },
  running: {
    cancel: 'canceling',
    complete: 'finished/complete',
    fail: 'finished/incomplete',
    'end-canceled': 'finished/canceled',
    'give-up': 'finished/incomplete',
    retry: 'submitted',
  },
  // A job that was over before the cancel reached it ends as its log says.
  canceling: {
    complete: 'finished/complete',
    fail: 'finished/incomplete',
    'end-canceled': 'finished/canceled',
    'give-up': 'finished/canceled',
  },
  finished: {},
};

export interface JobTransition {
  state: JobState;
  health: JobHealth;
}

/** Undefined when the event changes nothing in this state. */
export function nextJob(state: JobState, event: JobEvent): JobTransition | undefined {
  const target = TABLE[state][event];
  if (target === undefined) return undefined;
  const [next, health = 'unknown'] = target.split('/') as [JobState, JobHealth?];
  return { state: next, health };
}

/** States in which a device is taken by the job. */
export const HOLDING_STATES = [
  'scheduling',
  'scheduled',
  'running',
  'canceling',
] as const satisfies JobState[];

/** States in which a worker may know the job. */
export const WORKER_STATES = ['scheduled', 'running', 'canceling'] as const satisfies JobState[];

/** States from which the event leads somewhere; the precondition that SQL asserts. */
export function statesBefore(event: JobEvent): JobState[] {
  return JOB_STATES.filter((state) => TABLE[state][event] !== undefined);
}

export function eventOfHealth(health: Exclude<JobHealth, 'unknown'>): JobEvent {
  return ({ complete: 'complete', incomplete: 'fail', canceled: 'end-canceled' } as const)[health];
}
