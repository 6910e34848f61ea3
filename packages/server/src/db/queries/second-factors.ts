// SPDX-License-Identifier: Apache-2.0
import { type RawBuilder, sql } from 'kysely';
import type { Queries } from '../database.ts';
import { fromNow, NOW } from '../now.ts';

export type SecondFactor = NonNullable<Awaited<ReturnType<typeof lockSecondFactor>>>;

/** Locked until the transaction ends: codes of an account are tried one after the other. Undefined: it never had one. */
export function lockSecondFactor(q: Queries, userId: number) {
  return q
    .selectFrom('second_factors')
    .select(['secret', 'step', 'wrong'])
    .select([
      sql<Buffer | null>`case when pending_until > now() then pending end`.as('pending'),
      sql<number>`(extract(epoch from next_try - clock_timestamp()) * 1000)::float8`.as('wait'),
      sql<Date>`clock_timestamp()`.as('now'),
    ])
    .where('user_id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** What a page shows of it. Undefined: there is none that was confirmed. */
export function secondFactorView(q: Queries, userId: number) {
  return q
    .selectFrom('second_factors as f')
    .select('f.since')
    .select(
      sql<number>`(select count(*) from recovery_codes r where r.user_id = f.user_id)::int`.as(
        'recoveryCodes',
      ),
    )
    .where('f.user_id', '=', userId)
    .where('f.since', 'is not', null)
    .$narrowType<{ since: Date }>()
    .executeTakeFirst();
}

/** For a query of `users as u`. */
export const hasSecondFactor: RawBuilder<boolean> = sql<boolean>`exists (select from second_factors f
  where f.user_id = u.id and f.secret is not null)`;

export async function isAdmin(q: Queries, userId: number): Promise<boolean> {
  const row = await q.selectFrom('users').select('admin').where('id', '=', userId).executeTakeFirst();
  return row?.admin ?? false;
}

/** There is something to lock from now on, also when the account never had one. */
export async function addSecondFactor(q: Queries, userId: number): Promise<void> {
  await q
    .insertInto('second_factors')
    .values({ user_id: userId })
    .onConflict((c) => c.column('user_id').doNothing())
    .execute();
}

/** Replaces one that was not confirmed; one that was stays as it is. */
export async function putPendingFactor(
  q: Queries,
  userId: number,
  secret: Buffer,
  validMs: number,
): Promise<void> {
  await q
    .updateTable('second_factors')
    .set({ pending: secret, pending_until: fromNow(validMs) })
    .where('user_id', '=', userId)
    .execute();
}

/** @param hashes of the recovery codes, which replace those before */
export async function confirmFactor(
  q: Queries,
  userId: number,
  secret: Buffer,
  hashes: readonly Buffer[],
): Promise<void> {
  await q
    .updateTable('second_factors')
    .set({ secret, since: NOW, pending: null, pending_until: null })
    .where('user_id', '=', userId)
    .execute();
  await q.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await q
    .insertInto('recovery_codes')
    .values(hashes.map((hash) => ({ user_id: userId, hash })))
    .execute();
}

/** False when it is none of the account's, or was used. */
export async function takeRecoveryCode(q: Queries, userId: number, hash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await q
    .deleteFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('hash', '=', hash)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** @param step of the code, if it was one of the app */
export async function rightCode(q: Queries, userId: number, step?: number): Promise<void> {
  await q
    .updateTable('second_factors')
    .set({ wrong: 0, next_try: NOW, ...(step !== undefined && { step }) })
    .where('user_id', '=', userId)
    .execute();
}

/** @param waitMs until another code is tried */
export async function wrongCode(q: Queries, userId: number, wrong: number, waitMs: number): Promise<void> {
  await q
    .updateTable('second_factors')
    .set({ wrong, next_try: fromNow(waitMs) })
    .where('user_id', '=', userId)
    .execute();
}

/** False when there was none that was confirmed. */
export async function deleteSecondFactor(q: Queries, userId: number): Promise<boolean> {
  const row = await q
    .deleteFrom('second_factors')
    .where('user_id', '=', userId)
    .returning(sql<boolean>`secret is not null`.as('confirmed'))
    .executeTakeFirst();
  return row?.confirmed ?? false;
}
