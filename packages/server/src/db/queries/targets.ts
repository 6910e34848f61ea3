// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import { including, permitsEverywhere } from '../../rights/grants.ts';
import type { Actor } from '../../rights/permissions.ts';
import type { Queries } from '../database.ts';

export interface AskedTarget {
  /** Or an alias of it. */
  deviceType: string | undefined;
  device: string | undefined;
  worker: string | undefined;
  tags: readonly string[];
  /** Written for the first dispatcher: exclusive devices do not take it. */
  json: boolean;
  /** Who asks. */
  actor: Actor;
}

/** The type that each means, if there is a device of it that fits, whether it is free or not; undefined for the others. */
export async function fittingTypes(
  q: Queries,
  asked: readonly AskedTarget[],
): Promise<(string | undefined)[]> {
  const keys = asked.map(({ deviceType, device, worker, tags, json, actor }) =>
    JSON.stringify({ type: deviceType, device, worker, tags, json, ...holder(actor) }),
  );
  const unique = [...new Set(keys)];
  const { rows } = await sql<{ n: number; type: string }>`
    select x.n, t.name as type from jsonb_to_recordset(${`[${unique.map(numbered).join()}]`}::jsonb)
      x (n int, type text, device text, worker text, tags text[], json boolean, by_id bigint, by_groups bigint[],
        all_devices boolean, all_types boolean),
    lateral (select coalesce((select device_type from aliases where name = x.type),
      (select name from device_types where name = x.type)) as name) t
    where exists (select from devices d where d.device_type = t.name and d.health <> 'retired'
      and (x.device is null or d.name = x.device) and (x.worker is null or d.worker = x.worker)
      and not (x.json and d.exclusive) and ${MAY_SUBMIT}
      and (x.tags = '{}' or x.tags <@ array(select tag from device_tags y where y.device = d.name)))`.execute(
    q,
  );
  const types = new Map(rows.map(({ n, type }) => [unique[n], type]));
  return keys.map((key) => types.get(key));
}

function holder(actor: Actor) {
  return {
    by_id: actor.id,
    by_groups: actor.groups,
    all_devices: permitsEverywhere(actor, 'submit', 'device'),
    all_types: permitsEverywhere(actor, 'submit', 'device-type'),
  };
}

/** `permits` of rights/grants.ts for `submit`, for many actors at the same time; a test compares them. */
const MINE = sql`(g.user_id = x.by_id or g.group_id = any(x.by_groups)) and g.permission in (${sql.join(
  including('submit').map((each) => sql.lit(each)),
)})`;
const MAY_SUBMIT = sql`(x.all_devices or exists (select from grants g where g.device = d.name and ${MINE})
  or (not exists (select from grants g where g.device = d.name and g.permission = 'submit')
    and (x.all_types or exists (select from grants g where g.device_type = d.device_type and ${MINE})
      or not exists (select from grants g where g.device_type = d.device_type and g.permission = 'submit'))))`;

function numbered(key: string, n: number): string {
  return `{"n":${n},${key.slice(1)}`;
}
