// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

export interface ComparedRow {
  suite: string;
  set_name: string | null;
  name: string;
  result: Verdict;
  measurement: string | null;
  units: string | null;
}

/** Cases of a job in the order of its log, as far as a comparison needs them. */
export async function casesToCompare(
  q: Queries,
  job: number,
  { suite, all }: { suite: string | undefined; all: boolean },
  most: number,
): Promise<ComparedRow[]> {
  const bare = sql`regexp_replace(s.name, '^\\d+_', '')`;
  const wanted =
    suite !== undefined ? sql`and ${suite} in (s.name, ${bare})` : all ? sql`` : sql`and s.name <> 'lava'`;
  const { rows } = await sql<ComparedRow>`
    select ${bare} as suite, c.set_name, c.name, c.result, c.measurement::text as measurement, c.units
    from results c join suites s on s.run_id = c.run_id and s.id = c.suite_id
    where c.run_id = (select run_id from jobs where id = ${job}) ${wanted}
    order by c.record limit ${most}`.execute(q);
  return rows;
}
