// SPDX-License-Identifier: Apache-2.0
import type { JobState } from '@lava/protocol/api/jobs.ts';
import type { Kind } from '@lava/protocol/error/kind.ts';
import { MAX_RETRIES } from '@lava/protocol/wire/run-number.ts';
import { type JobEvent, nextJob } from './job.ts';

/** An attempt that is over. */
export interface EndedAttempt {
  /** Of the job, before. */
  state: JobState;
  /** How it ended. */
  event: JobEvent;
  /** What it died of. */
  kind: Kind | null;
  attempt: number;
  /** How often the job may be tried again. */
  retries: number;
  /** It is judged by, or kept for, this one device; or it is one of a group. */
  tied: boolean;
}

/**
 * Whether the job is tried again.
 *
 * | ended by                        | kind           | attempts left | then           |
 * |---------------------------------|----------------|---------------|----------------|
 * | its dispatcher, or the server   | infrastructure | yes           | tried again    |
 * | its dispatcher, or the server   | infrastructure | no            | incomplete     |
 * | its dispatcher, or the server   | another        | any           | incomplete     |
 * | a cancel that it was asked for  | any            | any           | canceled       |
 * | completion                      | none           | any           | complete       |
 */
export function isRetried({ state, event, kind, attempt, retries, tied }: EndedAttempt): boolean {
  if (event !== 'fail' && event !== 'give-up') return false;
  if (kind !== 'infrastructure' || tied) return false;
  return attempt <= Math.min(retries, MAX_RETRIES) && nextJob(state, 'retry') !== undefined;
}
