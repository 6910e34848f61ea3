// SPDX-License-Identifier: Apache-2.0
import type { JobState } from '@lava/protocol/api/jobs.ts';

/** A job as the database has it. */
export interface KnownJob {
  id: number;
  state: JobState;
  worker: string | null;
  cancel_reason: string | null;
}

export type Step =
  | { do: 'start'; job: number }
  /** The worker has it, though its `started` never came. */
  | { do: 'started'; job: number }
  | { do: 'cancel'; job: number; reason: string }
  | { do: 'forget'; job: number }
  /** The worker should have it and has not. */
  | { do: 'missing'; job: number; canceled: boolean };

/**
 * What brings a worker and the database to agree. Pure; every step may be repeated.
 *
 * @param held the jobs that the worker has
 * @param known the jobs that the worker should have, and those it has, as far as the database knows them
 */
export function reconcile(
  worker: string,
  held: ReadonlyMap<number, 'running' | 'ended'>,
  known: readonly KnownJob[],
): Step[] {
  const steps: Step[] = [];
  const byId = new Map(known.map((job) => [job.id, job]));
  for (const job of known) {
    if (job.worker === worker) steps.push(...expected(job, held.get(job.id)));
  }
  for (const [id, state] of held) {
    const job = byId.get(id);
    const ours = job?.worker === worker;
    if (ours && job.state !== 'finished') continue;
    if (state === 'running') steps.push({ do: 'cancel', job: id, reason: 'the job is over for the server' });
    else if (!ours) steps.push({ do: 'forget', job: id });
    // Ours, finished and ended: its `exit` shows whether records are still missing.
  }
  return steps;
}

function expected(job: KnownJob, held: 'running' | 'ended' | undefined): Step[] {
  switch (job.state) {
    case 'scheduled':
      return [{ do: held ? 'started' : 'start', job: job.id }];
    case 'running':
      return held ? [] : [{ do: 'missing', job: job.id, canceled: false }];
    case 'canceling':
      if (!held) return [{ do: 'missing', job: job.id, canceled: true }];
      return held === 'running'
        ? [{ do: 'cancel', job: job.id, reason: job.cancel_reason ?? 'the job was canceled' }]
        : [];
    default:
      return [];
  }
}
