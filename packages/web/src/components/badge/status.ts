// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import type { Device, Worker } from '@lava/protocol/api/lab.ts';
import type { Verdict } from '@lava/protocol/record/record.ts';

/** One word and one colour for a state; the word alone must be enough (not everybody sees colours). */
export interface Status {
  label: string;
  color: string;
  /** Something is going on right now. */
  active?: boolean;
}

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

/** Whether a device could take a job, and if not why; health comes first, for it is what somebody must act on. */
export function deviceStatus(device: Pick<Device, 'state' | 'health'>): Status {
  if (device.state === 'running') return { label: 'Running', color: 'blue', active: true };
  if (device.state === 'reserved') return { label: 'Reserved', color: 'cyan', active: true };
  return { label: 'Idle', color: 'gray' };
}

export const HEALTH: Record<Device['health'], Status> = {
  good: { label: 'Good', color: 'teal' },
  unknown: { label: 'Unknown', color: 'gray' },
  looping: { label: 'Looping', color: 'grape' },
  bad: { label: 'Bad', color: 'red' },
  maintenance: { label: 'Maintenance', color: 'orange' },
  retired: { label: 'Retired', color: 'dark' },
};

export const WORKER_HEALTH: Record<Worker['health'], Status> = {
  active: { label: 'Enabled', color: 'teal' },
  maintenance: { label: 'Disabled', color: 'orange' },
  retired: { label: 'Retired', color: 'dark' },
};

export const WORKER_STATE: Record<Worker['state'], Status> = {
  online: { label: 'Online', color: 'teal' },
  offline: { label: 'Offline', color: 'red' },
};

export const VERDICT: Record<Verdict, Status> = {
  pass: { label: 'pass', color: 'teal' },
  fail: { label: 'fail', color: 'red' },
  skip: { label: 'skip', color: 'gray' },
  unknown: { label: 'unknown', color: 'orange' },
};

/** Whose problem an error is, for the one who reads the page. */
export function blame(kind: string): string {
  return BLAME[kind] ?? 'Unknown';
}

const BLAME: Record<string, string> = {
  job: 'the job definition',
  test: 'the tests',
  infrastructure: 'the lab (infrastructure)',
  configuration: 'the lab (configuration)',
  canceled: 'nobody: it was canceled',
  bug: 'LAVA itself (a bug)',
};
