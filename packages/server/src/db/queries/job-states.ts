// SPDX-License-Identifier: Apache-2.0
import type { JobState } from '@lava/protocol/api/jobs.ts';
import { sql } from 'kysely';
import type { Queries } from '../database.ts';

/** Jobs that are not over: those that have devices, and the newest that wait. @param most of each of the two */
export async function jobStates(q: Queries, most: number): Promise<{ id: number; state: JobState }[]> {
  const { rows } = await sql<{ id: number; state: JobState }>`
    (select id, state from jobs where state in ('scheduling', 'scheduled', 'running', 'canceling')
      order by (-id) limit ${most})
    union all (select id, state from jobs where state = 'submitted' order by (-id) limit ${most})`.execute(q);
  return rows;
}
