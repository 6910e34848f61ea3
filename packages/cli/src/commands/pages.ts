// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { flag, integer, optionWithDefault } from '../program/parameters.ts';

/** How many objects a list shows. Everything, unless it says otherwise: only jobs and the history are endless. */
export const limits = (everything = 0) => ({
  limit: optionWithDefault('maximum number of them; 0 for no limit', everything, {
    schema: integer(0, 1_000_000),
    value: 'count',
  }),
  all: flag('the same as --limit 0'),
});

/** What the list of this query can be sorted by. */
export function sortOf<T extends string>(query: {
  shape: { sort: z.ZodDefault<z.ZodEnum<{ [K in T]: K }>> };
}): z.ZodType<T, string> {
  return query.shape.sort.unwrap() as unknown as z.ZodType<T, string>;
}

/** As `readPages` takes it. */
export function most({ limit, all }: { limit: number; all: boolean }): number {
  return all || limit === 0 ? Number.POSITIVE_INFINITY : limit;
}

/** A filter that was not given is left out. */
export function some<T>(values: readonly T[]): T[] | undefined {
  return values.length === 0 ? undefined : [...values];
}

export const MORE = 'there are more: add --all';
