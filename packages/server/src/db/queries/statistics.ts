// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

export async function countLab(q: Queries) {
  const { rows } = await sql<{ what: string; key: string; count: number }>`
    select 'job' as what, state as key, count(*) as count from jobs where state <> 'finished' group by state
    union all select 'state', coalesce(h.state, 'idle'), count(*) from devices d left join holds h on h.device = d.name
      group by 2
    union all select 'health', health, count(*) from devices group by health
    union all select 'worker', state, count(*) from workers group by state`.execute(q);
  const of = (what: string) =>
    new Map(rows.filter((row) => row.what === what).map(({ key, count }) => [key, count]));
  return {
    jobs: of('job'),
    deviceStates: of('state'),
    deviceHealths: of('health'),
    workersOnline: of('worker').get('online') ?? 0,
  };
}
