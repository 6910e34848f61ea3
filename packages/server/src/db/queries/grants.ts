// SPDX-License-Identifier: Apache-2.0
import type { GrantQuery, Permission, PermissionKind } from '@lava/protocol/api/permissions.ts';
import { type RawBuilder, sql } from 'kysely';
import {
  type Given,
  including,
  type ObjectGrants,
  type ObjectPermission,
  permitsEverywhere,
} from '../../rights/grants.ts';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';
import { readPage, type SortKey, type Sorts } from './page.ts';

/** What was given to whom. The rule is that of rights/grants.ts; a test compares it with the statements here. */

const COLUMNS = { 'device-type': 'device_type', device: 'device', worker: 'worker' } as const;

/** What was given on the object that a column of another table names, as the rule takes it. */
export function grantsOn(kind: PermissionKind, name: RawBuilder<unknown>): RawBuilder<Given[]> {
  const column = sql.ref(`p.${COLUMNS[kind]}`);
  return sql<
    Given[]
  >`coalesce((select json_agg(json_build_object('permission', p.permission, 'user', p.user_id,
    'group', p.group_id)) from grants p where ${column} = ${name}), '[]')`;
}

/** What was given on an object; undefined when there is no such object. */
export async function objectGrants(
  q: Queries,
  kind: PermissionKind,
  name: string,
): Promise<ObjectGrants | undefined> {
  const table = { 'device-type': 'device_types', device: 'devices', worker: 'workers' } as const;
  const type = kind === 'device' ? grantsOn('device-type', sql`o.device_type`) : sql<null>`null`;
  const { rows } = await sql<{ own: Given[]; type: Given[] | null }>`
    select ${grantsOn(kind, sql`o.name`)} as own, ${type} as type
    from ${sql.table(table[kind])} o where o.name = ${name}`.execute(q);
  const [found] = rows;
  return found && { kind, own: found.own, ...(found.type && { type: found.type }) };
}

/** Names of what somebody may not see. */
export interface Hidden {
  types: string[];
  devices: string[];
  workers: string[];
}
const NOTHING: Hidden = { types: [], devices: [], workers: [] };

/** Whether a row of `grants g` is for the actor. */
function mine(actor: Actor | null): RawBuilder<boolean> {
  if (!actor) return sql<boolean>`false`;
  return sql<boolean>`coalesce(g.user_id = ${actor.id} or g.group_id = any(${actor.groups}::bigint[]), false)`;
}

const anyOf = (permissions: readonly Permission[]) =>
  sql<boolean>`g.permission in (${sql.join(permissions.map((each) => sql.lit(each)))})`;

/** Costs by what was given in the whole lab, not by the lab. */
export async function hiddenFrom(q: Queries, actor: Actor | null): Promise<Hidden> {
  if (actor?.admin) return NOTHING;
  const all = (kind: PermissionKind) => actor !== null && permitsEverywhere(actor, 'view', kind);
  const own = mine(actor);
  const { rows } = await sql<{ kind: PermissionKind; name: string }>`
    with restricted as (
      select g.kind, coalesce(g.device_type, g.device, g.worker) as name, bool_or(g.permission = 'view') as limited,
        bool_or(${own} and ${anyOf(including('view'))}) as mine
      from grants g where num_nonnulls(g.device_type, g.device, g.worker) = 1 group by 1, 2),
    types as (select name from restricted where kind = 'device-type' and limited and not mine and not ${all('device-type')})
    select 'device-type' as kind, name from types
    union all select kind, name from restricted where kind = 'worker' and limited and not mine and not ${all('worker')}
    union all select kind, name from restricted where kind = 'device' and limited and not mine and not ${all('device')}
    union all select 'device', d.name from devices d where not ${all('device')} and d.device_type in (select name from types)
      and not exists (select from restricted r where r.kind = 'device' and r.name = d.name and (r.limited or r.mine))`.execute(
    q,
  );
  if (rows.length === 0) return NOTHING;
  const of = (kind: PermissionKind) => rows.filter((row) => row.kind === kind).map(({ name }) => name);
  return { types: of('device-type'), devices: of('device'), workers: of('worker') };
}

/** Those of the objects that the actor may use or change. */
export async function permittedOf(
  q: Queries,
  actor: Actor | null,
  wanted: Exclude<ObjectPermission, 'view'>,
  kind: PermissionKind,
  names: readonly string[],
): Promise<Set<string>> {
  if (!actor || names.length === 0) return new Set();
  if (permitsEverywhere(actor, wanted, kind)) return new Set(names);
  const { rows } = await sql<{ name: string }>`select o.name from unnest(${names}::text[]) o (name)
    where ${permitted(actor, wanted, kind, sql`o.name`)}`.execute(q);
  return new Set(rows.map(({ name }) => name));
}

/** Whether the actor may use or change the object that a column names. */
export function permitted(
  actor: Actor,
  wanted: Exclude<ObjectPermission, 'view'>,
  kind: PermissionKind,
  name: RawBuilder<unknown>,
): RawBuilder<boolean> {
  if (permitsEverywhere(actor, wanted, kind)) return sql<boolean>`true`;
  const column = sql.ref(`g.${COLUMNS[kind]}`);
  const own = sql`exists (select from grants g where ${column} = ${name} and ${mine(actor)} and ${anyOf(including(wanted))})`;
  const limited = sql`exists (select from grants g where ${column} = ${name} and g.permission = ${sql.lit(wanted)})`;
  const otherwise =
    kind === 'device'
      ? permitted(
          actor,
          wanted,
          'device-type',
          sql`(select x.device_type from devices x where x.name = ${name})`,
        )
      : sql<boolean>`${wanted === 'submit'}`;
  return sql<boolean>`(${own} or (not ${limited} and ${otherwise}))`;
}

export type GrantRow = Awaited<ReturnType<typeof listGrants>>['items'][number];

const object = sql<string | null>`coalesce(g.device_type, g.device, g.worker)`;
const BY_ID: SortKey = { by: sql`g.id`, type: 'number' };
const SORTS: Sorts<'id' | 'object'> = {
  id: [BY_ID],
  object: [{ by: sql`g.kind`, type: 'text' }, { by: sql`coalesce(${object}, '')`, type: 'text' }, BY_ID],
};

function grantView(q: Queries) {
  return q
    .selectFrom('grants as g')
    .leftJoin('users as u', 'u.id', 'g.user_id')
    .leftJoin('groups as o', 'o.id', 'g.group_id')
    .select([
      'g.id',
      'g.kind',
      object.as('object'),
      'g.permission',
      'u.username as user',
      'o.name as group',
      'g.created',
    ]);
}

export function listGrants(q: Queries, query: GrantQuery) {
  let rows = grantView(q);
  if (query.kind) rows = rows.where('g.kind', '=', query.kind);
  if (query.object !== undefined) rows = rows.where(object, '=', query.object);
  if (query.permission) rows = rows.where('g.permission', '=', query.permission);
  if (query.user !== undefined) rows = rows.where('u.username', '=', query.user);
  if (query.group !== undefined) rows = rows.where('o.name', '=', query.group);
  return readPage(rows, SORTS, query);
}

export function getGrant(q: Queries, id: number) {
  return grantView(q).where('g.id', '=', id).executeTakeFirst();
}

/** The number of the new one; undefined when it was given before. */
export async function insertGrant(
  q: Queries,
  given: {
    kind: PermissionKind;
    object: string | null;
    permission: Permission;
    user: number | null;
    group: number | null;
  },
): Promise<number | undefined> {
  const { kind, object: name, permission, user, group } = given;
  const row = await q
    .insertInto('grants')
    .values({ kind, [COLUMNS[kind]]: name, permission, user_id: user, group_id: group } as never)
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export function findGrant(q: Queries, given: Parameters<typeof insertGrant>[1]) {
  return grantView(q)
    .where('g.kind', '=', given.kind)
    .where('g.permission', '=', given.permission)
    .where(sql<boolean>`${object} is not distinct from ${given.object}`)
    .where(sql<boolean>`g.user_id is not distinct from ${given.user}::bigint`)
    .where(sql<boolean>`g.group_id is not distinct from ${given.group}::bigint`)
    .executeTakeFirst();
}

export async function deleteGrant(q: Queries, id: number): Promise<void> {
  await q.deleteFrom('grants').where('id', '=', id).execute();
}

export async function countGrantsOfGroup(q: Queries, group: string): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) from grants g join groups o on o.id = g.group_id
    where o.name = ${group}`.execute(q);
  return rows[0]?.count ?? 0;
}
