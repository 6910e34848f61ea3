// SPDX-License-Identifier: Apache-2.0
import type { HistoryEntry, HistoryQuery } from '@lava/protocol/api/history.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import { PERMISSION_KINDS } from '@lava/protocol/api/permissions.ts';
import type { Database, Queries } from '../db/database.ts';
import { deleteAudit, listAudit } from '../db/queries/audit.ts';
import { hiddenFrom, objectGrants } from '../db/queries/grants.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { permits } from '../rights/grants.ts';
import { type Actor, mayReadSecrets, maySeeJob } from '../rights/permissions.ts';
import { forbidden, notFound, signIn } from '../rights/refusals.ts';

/** Kinds whose history every user may read who may see the objects. */
const OPEN = PERMISSION_KINDS;

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
  const whole = await checkMaySee(db, actor, query);
  const { items, next } = await db.run(async (q) => listAudit(q, query, await hiddenNames(q, actor, query)));
  const shown = ({ time, ...row }: (typeof items)[0]) => ({
    ...row,
    ...(!whole && row.action === VIEWERS && { old: null, new: null }),
    time: time.toISOString(),
  });
  return { items: items.map(shown), next };
}

/** Of a job, the groups that see it. Their names are for whoever may change that: others do not learn which groups there are. */
export const VIEWERS = 'viewing groups';

/** Whether they may see all of the entries, or not the names of groups. */
async function checkMaySee(db: Database, actor: Actor, { kind, object }: HistoryQuery): Promise<boolean> {
  if (actor.admin) return true;
  const open = OPEN.find((each) => each === kind);
  if (open !== undefined) {
    // Its past is still there when the object is not any more.
    const grants = object === undefined ? undefined : await db.run((q) => objectGrants(q, open, object));
    if (grants && !permits(actor, 'view', grants)) throw notFound(open, object ?? '');
    return true;
  }
  if (kind === 'user' && object === actor.username) return true;
  if (kind !== 'job' || object === undefined) throw forbidden(actor, 'read the history of everything');
  const id = /^\d{1,15}$/.test(object) ? Number(object) : 0;
  const access = (await db.run((q) => accessOfJobs(q, [id]))).get(id);
  if (!access || !maySeeJob(actor, access)) throw notFound('job', object);
  return mayReadSecrets(actor, access);
}

/** Of a list that is about a whole kind: which objects it leaves out. */
async function hiddenNames(q: Queries, actor: Actor, { kind, object }: HistoryQuery): Promise<string[]> {
  if (object !== undefined) return [];
  const { types, devices, workers } = await hiddenFrom(q, actor);
  return kind === 'device-type' ? types : kind === 'device' ? devices : kind === 'worker' ? workers : [];
}

/** Forgets what is older; returns how many entries. */
export function forgetHistory(db: Database, days: number): Promise<number> {
  return db.run((q) => deleteAudit(q, days));
}
