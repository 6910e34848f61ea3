// SPDX-License-Identifier: Apache-2.0
import type { JobAbility, JobState } from '@lava/protocol/api/jobs.ts';
import { type Actor, type JobAccess, mayChangeJob, maySubmit } from './permissions.ts';

/**
 * What this reader may do with a job as it is now, for pages and clients that offer it; the actions themselves ask the same
 * rules again.
 */
export function abilitiesOfJob(actor: Actor | null, job: JobAccess & { state: JobState }): JobAbility[] {
  const able: JobAbility[] = [];
  const ended = job.state === 'finished' || job.state === 'canceling';
  if (mayChangeJob(actor, job) && !ended) able.push('cancel');
  if (maySubmit(actor)) able.push('resubmit');
  return able;
}
