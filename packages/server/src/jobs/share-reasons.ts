// SPDX-License-Identifier: Apache-2.0
import { currentShares } from '../accounts/fair-share.ts';
import type { Database } from '../db/database.ts';
import { perDatabase } from '../db/per-database.ts';
import { type Actor, mayReadSecrets } from '../rights/permissions.ts';

/** Milliseconds; shares change slowly. */
const MAX_AGE = 2_000;

type Current = Awaited<ReturnType<typeof currentShares>>;

const cacheOf = perDatabase((db) => {
  let [readAt, current]: [number, Promise<Current> | undefined] = [0, undefined];
  return (): Promise<Current> => {
    if (current && performance.now() - readAt < MAX_AGE) return current;
    readAt = performance.now();
    const reading = db.run(currentShares);
    reading.catch(() => {
      if (current === reading) current = undefined;
    });
    current = reading;
    return reading;
  };
});

/** What fair share means to jobs that wait: nothing while it is off, and to nobody but the submitter and admins. */
export async function shareReasons(
  db: Database,
  actor: Actor | null,
): Promise<(job: { submitter_id: number }) => string[]> {
  if (!actor) return () => [];
  const { settings, rows } = await cacheOf(db)();
  if (!settings.enabled) return () => [];
  const users = new Map(rows.filter(({ kind }) => kind === 'user').map((row) => [row.id, row]));
  return ({ submitter_id }) => {
    const row = users.get(submitter_id);
    if (!row || !mayReadSecrets(actor, { submitter: submitter_id })) return [];
    const whose = row.id === actor.id ? 'your' : `${row.name}'s`;
    if (row.full) return [`fair share: one of ${whose} groups has as many devices as it may have`];
    const { used, share, group } = row;
    if (share === null) return [];
    const through = group === null ? '' : ` as a member of ${group}`;
    const figures = `fair share: ${whose} share is ${percent(share)}${through}, and ${percent(used)} was used recently`;
    return [
      `${figures}; ${used > share ? 'others of the same priority go first' : 'next among those of the same priority who had more'}`,
    ];
  };
}

const percent = (part: number) => `${Math.round(100 * part)} %`;
