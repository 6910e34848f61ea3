// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** What keeps something from being removed: how many of each refer to it. The row itself is locked until the end. */
export interface Uses {
  devices: number;
  /** Jobs that ran, run, or were submitted for it. */
  jobs: number;
  /** Jobs that wait and name it. */
  waiting: number;
}

type Kind = 'device' | 'worker' | 'device_type';

/** How each kind is referred to: the table of its rows, and SQL conditions on rows of `devices`, `runs` and `jobs`. */
const PLACES = {
  device: { table: 'devices', jobs: sql`select 1 from runs where device = `, wish: 'requested_device' },
  worker: { table: 'workers', jobs: sql`select 1 from runs where worker = `, wish: 'requested_worker' },
  device_type: {
    table: 'device_types',
    jobs: sql`select 1 from jobs where device_type = `,
    wish: 'device_type',
  },
} as const;

/** Undefined when there is none of that name. */
export async function lockUses(q: Queries, kind: Kind, name: string): Promise<Uses | undefined> {
  const { table, jobs, wish } = PLACES[kind];
  const row = await sql`select 1 from ${sql.table(table)} where name = ${name} for update`.execute(q);
  if (row.rows.length === 0) return undefined;
  const devices =
    kind === 'device'
      ? sql`0`
      : sql`(select count(*) from devices where ${sql.ref(kind === 'worker' ? 'worker' : 'device_type')} = ${name})`;
  const { rows } = await sql<Uses>`select ${devices}::int as devices,
    (select count(*) from (${jobs}${name} limit 1000) used)::int as jobs,
    (select count(*) from jobs j join demands d on d.id = j.demand_id
      where j.state = 'submitted' and d.${sql.ref(wish)} = ${name})::int as waiting`.execute(q);
  return rows[0];
}

export async function deleteNamed(q: Queries, kind: Kind, name: string): Promise<void> {
  await sql`delete from ${sql.table(PLACES[kind].table)} where name = ${name}`.execute(q);
}
