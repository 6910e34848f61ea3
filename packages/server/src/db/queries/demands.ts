// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** What of a demand stays when a device more is to be avoided, and the devices that are to be then. */
const SAME = sql`m.device_type, m.requested_device, m.requested_worker, m.tags, m.json, m.grouped`;

/** The demand of a job that is tried again: what it asked before, rather not on this device either. */
export async function demandAvoiding(q: Queries, demand: number, device: string): Promise<number> {
  const wanted = sql`select ${SAME}, array(select distinct a from unnest(m.avoid || ${device}::text) a order by a) as avoid
    from demands m where m.id = ${demand}`;
  for (;;) {
    const { rows: known } = await sql<{
      id: number;
    }>`select d.id from (${wanted}) m join demands d on (${SAME}, m.avoid)
      is not distinct from (d.device_type, d.requested_device, d.requested_worker, d.tags, d.json, d.grouped, d.avoid)`.execute(
      q,
    );
    if (known[0]) return known[0].id;
    const { rows: made } = await sql<{ id: number }>`
      insert into demands (device_type, requested_device, requested_worker, tags, json, grouped, avoid) ${wanted}
      on conflict do nothing returning id`.execute(q);
    if (made[0]) return made[0].id;
    // Another transaction made it a moment ago; the next statement sees it.
  }
}
