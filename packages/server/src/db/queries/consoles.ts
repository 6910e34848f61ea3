// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';
import { fromNow, NOW } from '../now.ts';

/** A keyboard of a console of a job, and the connection that has it or asks for it. */
export interface KeyboardKey {
  job: number;
  console: string;
  holder: string;
}

/** Says something to the other processes; nobody keeps it. */
export async function tellNeighbours(q: Queries, text: string): Promise<void> {
  // What is lost with a crash is said again, so nobody waits for the disk.
  await sql`with fast as (select set_config('synchronous_commit', 'off', true))
    select pg_notify('lava', json_build_object('on', 'console', 'text', ${text}::text)::text) from fast`.execute(
    q,
  );
}

/** Also when he has it already. @returns whether he has it now */
export async function takeKeyboard(
  q: Queries,
  { job, console: name, holder }: KeyboardKey,
  { user, ms, force }: { user: number; ms: number; force: boolean },
): Promise<boolean> {
  const until = fromNow(ms);
  const row = await q
    .insertInto('console_keyboards')
    .values({ job_id: job, console: name, holder, user_id: user, until })
    .onConflict((c) =>
      c
        .columns(['job_id', 'console'])
        .doUpdateSet({ holder, user_id: user, until })
        .where(({ or, eb }) =>
          or([
            eb('console_keyboards.until', '<', NOW),
            eb('console_keyboards.holder', '=', holder),
            eb(sql<boolean>`${force}::boolean`, '=', true),
          ]),
        ),
    )
    .returning('holder')
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns whether he still had it */
export async function keepKeyboard(
  q: Queries,
  { job, console: name, holder }: KeyboardKey,
  ms: number,
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('console_keyboards')
    .set({ until: fromNow(ms) })
    .where('job_id', '=', job)
    .where('console', '=', name)
    .where('holder', '=', holder)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function releaseKeyboard(
  q: Queries,
  { job, console: name, holder }: KeyboardKey,
): Promise<void> {
  await q
    .deleteFrom('console_keyboards')
    .where('job_id', '=', job)
    .where('console', '=', name)
    .where('holder', '=', holder)
    .execute();
}

/** Who has it, until when he must say so again; undefined when nobody has. */
export async function keyboardOf(
  q: Queries,
  job: number,
  name: string,
): Promise<{ holder: string; user: string } | undefined> {
  return q
    .selectFrom('console_keyboards as k')
    .innerJoin('users as u', 'u.id', 'k.user_id')
    .select(['k.holder', 'u.username as user'])
    .where('k.job_id', '=', job)
    .where('k.console', '=', name)
    .where('k.until', '>', NOW)
    .executeTakeFirst();
}

/** Those of connections that are gone without a word. */
export async function forgetKeyboards(q: Queries): Promise<void> {
  await q.deleteFrom('console_keyboards').where('until', '<', fromNow(-60_000)).execute();
}
