// SPDX-License-Identifier: Apache-2.0
import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { Tables } from '../db/tables.ts';

/** The maximum number of rows that one step of these statements gave or threw away. */
export async function mostRows(q: Kysely<Tables>, asked: readonly CompiledQuery[]): Promise<number> {
  let most = 0;
  for (const { sql: text, parameters } of asked.slice()) {
    const { rows } = await q.executeQuery<{ 'QUERY PLAN': { Plan: Step }[] }>({
      ...sql``.compile(q),
      sql: `explain (analyze, format json) ${text}`,
      parameters,
    });
    const steps = rows[0]?.['QUERY PLAN'].map(({ Plan }) => Plan) ?? [];
    for (let step = steps.pop(); step; step = steps.pop()) {
      const removed = step['Rows Removed by Filter'] ?? 0;
      most = Math.max(most, (step['Actual Rows'] + removed) * step['Actual Loops']);
      steps.push(...(step.Plans ?? []));
    }
  }
  return most;
}

interface Step {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Step[];
}
