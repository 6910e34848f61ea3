// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import type { Status } from '../../ui/badge/status.ts';

/** State and health of a job as one: what it does, and once finished how it ended. */
export function jobStatus(job: Pick<JobSummary, 'state' | 'health'>): Status {
  if (job.state === 'finished') return ENDED[job.health];
  return UNDERWAY[job.state];
}

const ENDED: Record<JobSummary['health'], Status> = {
  unknown: { label: 'Finished', color: 'gray' },
  complete: { label: 'Complete', color: 'teal' },
  incomplete: { label: 'Incomplete', color: 'red' },
  canceled: { label: 'Canceled', color: 'orange' },
};

const UNDERWAY: Record<Exclude<JobSummary['state'], 'finished'>, Status> = {
  submitted: { label: 'Queued', color: 'gray' },
  scheduling: { label: 'Scheduling', color: 'cyan', active: true },
  scheduled: { label: 'Scheduled', color: 'cyan', active: true },
  running: { label: 'Running', color: 'blue', active: true },
  canceling: { label: 'Canceling', color: 'orange', active: true },
};

export const VERDICT: Record<Verdict, Status> = {
  pass: { label: 'pass', color: 'teal' },
  fail: { label: 'fail', color: 'red' },
  skip: { label: 'skip', color: 'gray' },
  unknown: { label: 'unknown', color: 'orange' },
};

/** Where the cause of an error is to be looked for. */
export function blame(kind: string): string {
  return BLAME[kind] ?? 'Unknown';
}

const BLAME: Record<string, string> = {
  job: 'the job definition',
  test: 'the tests',
  infrastructure: 'the lab (infrastructure)',
  configuration: 'the lab (configuration)',
  canceled: 'canceled',
  bug: 'LAVA itself (an internal error)',
};
