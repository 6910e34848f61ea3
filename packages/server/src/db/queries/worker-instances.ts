// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** A process of a worker, as its `hello` says. */
export interface Instance {
  /** By chance, another one for each process. */
  id: string;
  /** Name of its machine. */
  host: string;
}

/** Two processes that live and have the key of one worker. */
export interface KeyConflict {
  worker: string;
  /** Machine of the process that was there first, and of the other. */
  hosts: [first: string, second: string];
  secondInstance: string;
  since: Date;
}

/** A process that was not heard for so long has ended, or was stopped by an admin. Seconds. */
const ALIVE_S = 120;
/** Processes of one worker that are remembered. */
const MOST_INSTANCES = 20;
/** What was heard within so short a time may have waited, all of it, in a server that stood still. Seconds. */
const AT_ONCE_S = 1;

/**
 * Writes down that the process was heard now. One that is heard after another one had said hello is back: a process that
 * was replaced never is.
 *
 * @returns milliseconds since another one was heard; undefined when there was no other
 */
export async function noteInstance(
  q: Queries,
  worker: string,
  { id, host }: Instance,
): Promise<number | undefined> {
  await sql`insert into worker_instances as i (worker, instance, host) values (${worker}, ${id}, ${host})
    on conflict (worker, instance) do update set last_seen = now(), back_since = coalesce(i.back_since, (
      select now() from worker_instances o
      where o.worker = i.worker and o.instance <> i.instance and o.first_seen > i.first_seen limit 1))`.execute(
    q,
  );
  await sql`delete from worker_instances where worker = ${worker} and (last_seen < now() - interval '1 day'
    or instance in (select instance from worker_instances where worker = ${worker}
      order by last_seen desc offset ${MOST_INSTANCES}))`.execute(q);
  const { rows } = await sql<{ since: number | null }>`
    select (extract(epoch from now() - max(last_seen)) * 1000)::float8 as since
    from worker_instances where worker = ${worker} and instance <> ${id}`.execute(q);
  return rows[0]?.since ?? undefined;
}

/**
 * Workers whose key two processes have: one is back and was heard more than once since, and so was the other in between.
 * @param worker only this one
 */
export async function keyConflicts(q: Queries, worker?: string): Promise<KeyConflict[]> {
  const { rows } = await sql<{
    worker: string;
    first: string;
    second: string;
    second_instance: string;
    since: Date;
  }>`
    select distinct on (a.worker) a.worker, a.host as first, b.host as second, b.instance as second_instance,
      a.back_since as since
    from worker_instances a join worker_instances b on b.worker = a.worker and b.first_seen > a.first_seen
    where a.last_seen > a.back_since + make_interval(secs => ${AT_ONCE_S}) and b.last_seen > a.back_since
      and least(a.last_seen, b.last_seen) > now() - make_interval(secs => ${ALIVE_S})
      and (${worker ?? null}::text is null or a.worker = ${worker ?? null})
    order by a.worker, a.back_since`.execute(q);
  return rows.map(({ worker: name, first, second, second_instance, since }) => ({
    worker: name,
    hosts: [first, second],
    secondInstance: second_instance,
    since,
  }));
}

/** True for the first of all processes of the server that asks about this conflict. */
export async function tellOnce(q: Queries, { worker, secondInstance }: KeyConflict): Promise<boolean> {
  const { numUpdatedRows } = await q
    .updateTable('worker_instances')
    .set({ told: true })
    .where('worker', '=', worker)
    .where('instance', '=', secondInstance)
    .where('told', '=', false)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
