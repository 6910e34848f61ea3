// SPDX-License-Identifier: Apache-2.0
import { JobCountsQuery, type JobQuery } from '@lava/protocol/api/jobs.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { parseFilter } from '@lava/protocol/filter/parse.ts';

/**
 * A query with what its filter says, which must hold too.
 * @returns undefined when nothing can fit
 * @throws LavaError `request-invalid`
 */
export function narrowed<T extends JobCountsQuery & Partial<Pick<JobQuery, 'state' | 'health'>>>(
  query: T,
  now = Date.now(),
): T | undefined {
  const { filter, ...rest } = query;
  if (filter === undefined) return query;
  const values = parseFilter(filter, now);
  const all: Record<string, unknown> = { ...rest };
  for (const [field, said] of Object.entries(values)) {
    const both = together(field, all[field], said);
    if (both === NOTHING) return undefined;
    all[field] = both;
  }
  return checked(all as T);
}

const NOTHING = Symbol('nothing fits');

function together(field: string, given: unknown, said: string | string[]): unknown {
  if (given === undefined) return said;
  if (Array.isArray(given) && Array.isArray(said)) {
    const common = given.filter((one) => said.includes(one));
    return common.length > 0 ? common : NOTHING;
  }
  if (given === said) return said;
  throw new LavaError('request-invalid', `filter: ${field} is a parameter too, with another value`, {
    where: { path: ['filter'] },
  });
}

/** Names in a filter must be such as a parameter takes: no device has another. */
function checked<T extends JobCountsQuery>(query: T): T {
  const { since: _, until: __, ...texts } = query;
  const { error } = JobCountsQuery.safeParse(texts);
  if (!error) return query;
  const [issue] = error.issues;
  throw new LavaError('request-invalid', `filter: ${issue?.path.join('.')}: ${issue?.message}`, {
    where: { path: ['filter'] },
  });
}
