// SPDX-License-Identifier: Apache-2.0
import type { Database } from '../../db/database.ts';
import { visibleEvents, visibleJobs } from '../../jobs/visible.ts';
import type { Actor } from '../../rights/permissions.ts';
import type { Frames, LavaEvent } from './frames.ts';

/** Of these events what somebody hears, who may be nobody: nothing of what he may not see. */
export async function heardBy(
  db: Database,
  actor: Actor | null,
  events: readonly LavaEvent[],
): Promise<Frames[]> {
  const named = events.flatMap(({ names }) => names?.job ?? []);
  const [seen, jobs] = await Promise.all([
    visibleEvents(
      db,
      actor,
      events.map(({ about }) => about),
    ),
    visibleJobs(db, actor, named),
  ]);
  const open = new Set(seen);
  return events
    .filter(({ about }) => open.has(about))
    .map(({ frames, names }) => (names && !jobs.has(names.job) ? names.without : frames));
}
