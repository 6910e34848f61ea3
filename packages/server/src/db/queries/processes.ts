// SPDX-License-Identifier: Apache-2.0
import { type Insertable, sql } from 'kysely';
import type { Queries } from '../database.ts';
import { NOW } from '../now.ts';
import type { ProcessesTable } from '../tables.ts';

export type NewProcess = Omit<Insertable<ProcessesTable>, 'started' | 'seen'>;

/** The heartbeat; also when another process has taken this one for dead meanwhile. */
export async function noteProcess(q: Queries, process: NewProcess): Promise<void> {
  const { http_port, control_port, log_port, events_port, events_curve, problems } = process;
  const now = { http_port, control_port, log_port, events_port, events_curve, problems };
  await q
    .insertInto('processes')
    .values(process)
    .onConflict((c) => c.column('id').doUpdateSet({ seen: NOW, ...now }))
    .execute();
}

export async function forgetProcess(q: Queries, id: string): Promise<void> {
  await q.deleteFrom('processes').where('id', '=', id).execute();
}

/** Those that the new one replaces: of its host and roles, and those that nobody misses any more. */
export async function forgetReplaced(
  q: Queries,
  { host, roles }: { host: string; roles: readonly string[] },
): Promise<void> {
  await sql`delete from processes where (host = ${host} and roles = ${roles}::text[])
    or seen < now() - interval '1 day'`.execute(q);
}

/** All that are known, the newest first; `silence` in seconds, by the database's clock. */
export function listProcesses(q: Queries) {
  return q
    .selectFrom('processes')
    .select([
      'id',
      'host',
      'roles',
      'version',
      'started',
      'http_port',
      'control_port',
      'log_port',
      'events_port',
      'events_curve',
      'problems',
      sql<number>`extract(epoch from now() - seen)::float8`.as('silence'),
    ])
    .orderBy('started', 'desc')
    .orderBy('id')
    .execute();
}
export type ProcessRow = Awaited<ReturnType<typeof listProcesses>>[number];

/** The key pair of the worker link that all processes share: what is there, else this one. */
export async function shareServerKey(
  q: Queries,
  pair: { publicKey: string; secretKey: string },
): Promise<{ publicKey: string; secretKey: string }> {
  await q
    .insertInto('server_keys')
    .values({ kind: 'curve', public_key: pair.publicKey, secret_key: pair.secretKey })
    .onConflict((c) => c.doNothing())
    .execute();
  return (await serverKey(q)) ?? pair;
}

export function serverKey(q: Queries): Promise<{ publicKey: string; secretKey: string } | undefined> {
  return q
    .selectFrom('server_keys')
    .select(['public_key as publicKey', 'secret_key as secretKey'])
    .where('kind', '=', 'curve')
    .executeTakeFirst();
}
