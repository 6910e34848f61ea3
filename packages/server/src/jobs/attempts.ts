// SPDX-License-Identifier: Apache-2.0
import type { Attempt } from '@lava/protocol/api/attempts.ts';
import type { Database } from '../db/database.ts';
import { type AttemptRow, attemptsOf } from '../db/queries/attempts.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { type Actor, maySeeJob } from '../rights/permissions.ts';
import { hidden, notFound } from '../rights/refusals.ts';
import { logState } from './jobs.ts';

/**
 * The attempts at a job, without those on devices that the reader may not see.
 * @throws LavaError `not-found`, also when the actor may not see the job
 */
export async function attempts(db: Database, actor: Actor | null, id: number): Promise<Attempt[]> {
  const [access, rows] = await db.run(async (q) => [
    (await accessOfJobs(q, [id])).get(id),
    await attemptsOf(q, id),
  ]);
  if (!access) throw notFound('job', id);
  if (!maySeeJob(actor, access)) throw hidden('job', id);
  return rows
    .filter(({ onDevice, onType }) =>
      maySeeJob(actor, { ...access, place: { kind: 'device', own: onDevice, type: onType } }),
    )
    .map(toAttempt);
}

/**
 * How long the log of an attempt is; of the newest when none is named.
 * @throws LavaError `not-found`
 */
export async function attemptLog(
  db: Database,
  actor: Actor | null,
  id: number,
  attempt: number | undefined,
): Promise<{ records: number }> {
  if (attempt === undefined) return logState(db, actor, id);
  const found = (await attempts(db, actor, id)).find((each) => each.attempt === attempt);
  if (!found) throw notFound(`attempt ${attempt} at job`, id);
  return found;
}

function toAttempt(row: AttemptRow): Attempt {
  const { attempt, device, worker, counts, end_time, next_seq, exit_records, exit_status } = row;
  return {
    ...{ attempt, device, worker, counts },
    scheduleTime: row.schedule_time.toISOString(),
    startTime: row.start_time?.toISOString() ?? null,
    endTime: end_time?.toISOString() ?? null,
    records: next_seq,
    logComplete: end_time !== null && next_seq >= (exit_records ?? 0) && !exit_status?.lost,
    error: errorOf(row),
  };
}

/** Of the one that counts it is the job's. */
function errorOf({ counts, failure, error_code, error_kind, error_message }: AttemptRow): Attempt['error'] {
  const code = counts ? error_code : failure?.code;
  if (code === undefined || code === null) return null;
  const kind = (counts ? error_kind : failure?.kind) ?? 'bug';
  return { code, kind, message: (counts ? error_message : failure?.message) ?? '' };
}
