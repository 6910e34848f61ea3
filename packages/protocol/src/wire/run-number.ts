// SPDX-License-Identifier: Apache-2.0

/**
 * What workers call an attempt at a job, and its log: the first has the number of the job, the n-th n - 1 times 10^12 more. So
 * a worker, whatever its version, never takes one attempt for another, and nothing that it says late is that of the next.
 */
const STEP = 1_000_000_000_000;

/** How often a job may be tried again after its first attempt. */
export const MAX_RETRIES = 5;

export function runNumber(job: number, attempt = 1): number {
  return job + (attempt - 1) * STEP;
}

export function jobOf(run: number): number {
  return run % STEP;
}

export function attemptOf(run: number): number {
  return 1 + Math.floor(run / STEP);
}

/** The number of the job, as tests and people see it, of what a dispatcher was given for it. */
export function jobNumberText(id: string): string {
  return /^[1-9]\d{12,15}$/.test(id) ? String(jobOf(Number(id))) : id;
}
