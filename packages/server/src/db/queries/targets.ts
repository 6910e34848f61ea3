// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

export interface AskedTarget {
  /** Or an alias of it. */
  deviceType: string | undefined;
  device: string | undefined;
  worker: string | undefined;
  tags: readonly string[];
  /** Written for the first dispatcher: exclusive devices do not take it. */
  json: boolean;
}

/** The type that each means, if there is a device of it that fits, whether it is free or not; undefined for the others. */
export async function fittingTypes(
  q: Queries,
  asked: readonly AskedTarget[],
): Promise<(string | undefined)[]> {
  const keys = asked.map(({ deviceType, device, worker, tags, json }) =>
    JSON.stringify({ type: deviceType, device, worker, tags, json }),
  );
  const unique = [...new Set(keys)];
  const { rows } = await sql<{ n: number; type: string }>`
    select x.n, t.name as type from jsonb_to_recordset(${`[${unique.map(numbered).join()}]`}::jsonb)
      x (n int, type text, device text, worker text, tags text[], json boolean),
    lateral (select coalesce((select device_type from aliases where name = x.type),
      (select name from device_types where name = x.type)) as name) t
    where exists (select from devices d where d.device_type = t.name and d.health <> 'retired'
      and (x.device is null or d.name = x.device) and (x.worker is null or d.worker = x.worker)
      and not (x.json and d.exclusive)
      and (x.tags = '{}' or x.tags <@ array(select tag from device_tags y where y.device = d.name)))`.execute(
    q,
  );
  const types = new Map(rows.map(({ n, type }) => [unique[n], type]));
  return keys.map((key) => types.get(key));
}

function numbered(key: string, n: number): string {
  return `{"n":${n},${key.slice(1)}`;
}
