// SPDX-License-Identifier: Apache-2.0
import type { HistoryEntry, HistoryQuery } from '@lava/protocol/api/history.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import type { Database } from '../db/database.ts';
import { deleteAudit, listAudit } from '../db/queries/audit.ts';
import { getJob } from '../db/queries/jobs.ts';
import { type Actor, maySeeJob } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';

/** Kinds whose history every user may read. */
const OPEN = ['device', 'device-type', 'worker'];

/**
 * Who changed what, and why; newest first.
 * @throws LavaError `unauthenticated`, `forbidden`, `not-found` for a job that the actor may not see
 */
export async function history(
  db: Database,
  actor: Actor | null,
  query: HistoryQuery,
): Promise<Page<HistoryEntry>> {
  if (!actor) throw signIn();
  await checkMaySee(db, actor, query);
  const { items, next } = await db.run((q) => listAudit(q, query));
  return { items: items.map(({ time, ...row }) => ({ ...row, time: time.toISOString() })), next };
}

async function checkMaySee(db: Database, actor: Actor, { kind, object }: HistoryQuery): Promise<void> {
  if (actor.admin) return;
  if (kind !== undefined && OPEN.includes(kind)) return;
  if (kind === 'user' && object === actor.username) return;
  if (kind !== 'job' || object === undefined) throw forbidden(actor, 'read the history of everything');
  const id = /^\d{1,15}$/.test(object) ? Number(object) : 0;
  const job = await db.run((q) => getJob(q, id));
  const access = job && {
    submitter: job.submitter_id,
    visibility: job.visibility,
    viewingGroups: job.viewing_groups,
  };
  if (!access || !maySeeJob(actor, access)) throw notFound('job', object);
}

/** Forgets what is older; returns how many entries. */
export function forgetHistory(db: Database, days: number): Promise<number> {
  return db.run((q) => deleteAudit(q, days));
}
