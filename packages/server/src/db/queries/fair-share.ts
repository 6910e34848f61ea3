// SPDX-License-Identifier: Apache-2.0
import { sql, type Updateable } from 'kysely';
import { type Account, NOMINAL, type Team } from '../../domain/queue/shares.ts';
import type { FairShareTable } from '../account-tables.ts';
import type { Queries } from '../database.ts';

/** What fair share goes by. What an account used is a sum that decays by a formula, so nothing here reads old runs. */

export interface FairShareSettings {
  enabled: boolean;
  /** Hours. */
  half_life: number;
  /** Hours. */
  ageing: number;
  version: number;
  /** Jobs that were submitted before have waited too long. */
  aged: Date;
}

export async function fairShareSettings(q: Queries): Promise<FairShareSettings> {
  const { rows } = await sql<FairShareSettings>`
    select coalesce(f.enabled, false) as enabled, coalesce(f.version, 0) as version, h.half_life, h.ageing, now() - make_interval(hours => h.ageing) as aged
    from (select) one left join fair_share f on true,
      lateral (select coalesce(f.half_life, 168) as half_life, coalesce(f.ageing, 168) as ageing) h`.execute(
    q,
  );
  return rows[0] as FairShareSettings;
}

/** Whoever changes what counts comes here first: one after the other. Returns the version before. */
export async function countChange(q: Queries): Promise<number> {
  const { rows } = await sql<{ version: number }>`insert into fair_share (version) values (1)
    on conflict (one) do update set version = fair_share.version + 1 returning version`.execute(q);
  return (rows[0]?.version ?? 1) - 1;
}

export async function setFairShare(
  q: Queries,
  set: Omit<Updateable<FairShareTable>, 'one' | 'version'>,
): Promise<void> {
  await q.updateTable('fair_share').set(set).execute();
}

/** With jobs that wait now, whoever of these has not used anything. */
const NOBODY: readonly number[] = [];

/**
 * Who used devices recently, and `others` with what they used, be it nothing. Costs by accounts and by what runs.
 * @param halfLife hours
 */
export async function shareAccounts(
  q: Queries,
  halfLife: number,
  others: readonly number[] = NOBODY,
): Promise<Account[]> {
  const { rows } = await sql<Account>`
    with parts (user_id, seconds, running) as (
      select user_id, decayed(seconds, as_of, ${halfLife}), 0 from share_usage
      union all select user_id, decayed(seconds, ended, ${halfLife}), 0 from share_charges
      union all select j.submitter, greatest(${NOMINAL}, extract(epoch from now() - r.schedule_time))::float8, 1
        from runs r join jobs j on j.id = r.job_id where r.end_time is null and not j.health_check
      union all select id, 0, 0 from unnest(${others}::bigint[]) o (id))
    select u.id, u.username as name, u.share_weight as weight, sum(p.seconds) as seconds, sum(p.running)::int as running
    from parts p join users u on u.id = p.user_id group by u.id`.execute(q);
  return rows;
}

/** Groups that have a weight or a cap. */
export async function shareTeams(q: Queries): Promise<Team[]> {
  const { rows } = await sql<Team>`
    select g.id, g.name, g.share_weight as weight, g.device_cap as cap,
      array(select user_id from group_members m where m.group_id = g.id) as members
    from groups g where g.share_weight is not null or g.device_cap is not null`.execute(q);
  return rows;
}

/** Who has jobs that wait; costs by the accounts. */
export async function waitingAccounts(q: Queries): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from users u
    where exists (select from jobs where submitter = u.id and state = 'submitted')`.execute(q);
  return rows.map(({ id }) => id);
}

/** Adds what ended to what was used before; any number of processes may, at the same time. True: there may be more. */
export async function foldCharges(q: Queries): Promise<boolean> {
  const { half_life: halfLife } = await fairShareSettings(q);
  const { rows } = await sql<{ folded: number }>`
    with taken as (delete from share_charges where id in
        (select id from share_charges order by id limit ${MOST_FOLDED} for update skip locked) returning *),
      sums as (select user_id, sum(decayed(seconds, ended, ${halfLife})) as seconds from taken
        where user_id in (select id from users) group by user_id order by user_id),
      put as (insert into share_usage (user_id, seconds, as_of) select user_id, seconds, now() from sums
        on conflict (user_id) do update set as_of = excluded.as_of,
          seconds = decayed(share_usage.seconds, share_usage.as_of, ${halfLife}) + excluded.seconds)
    select count(*)::int as folded from taken`.execute(q);
  return rows[0]?.folded === MOST_FOLDED;
}

const MOST_FOLDED = 10_000;

/** False when there is no such account. */
export async function setUserWeight(q: Queries, username: string, weight: number): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('users')
    .set({ share_weight: weight })
    .where('username', '=', username)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** False when there is no such group. */
export async function setGroupShare(
  q: Queries,
  name: string,
  set: { share_weight?: number | null; device_cap?: number | null },
): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('groups')
    .set(set)
    .where('name', '=', name)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export function shareOfUser(q: Queries, username: string) {
  return q
    .selectFrom('users')
    .select(['id', 'share_weight'])
    .where('username', '=', username)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export function shareOfGroup(q: Queries, name: string) {
  return q
    .selectFrom('groups')
    .select(['share_weight', 'device_cap'])
    .where('name', '=', name)
    .forNoKeyUpdate()
    .executeTakeFirst();
}
