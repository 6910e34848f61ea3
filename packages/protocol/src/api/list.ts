// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** A page of a list. `next` is the `after` of the next page, null on the last. */
export function Page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Most items of a page, of any list. */
export const MAX_PAGE = 1_000;

interface ListSettings<S extends string> {
  /** What it can be sorted by; with `-` in front the other way round. */
  sorts: readonly S[];
  sort: S | `-${S}`;
  /** Items of a page when nobody says how many. */
  limit?: number;
  most?: number;
}

/** Query of a list: its own filters, and what every list has. */
export function ListQuery<F extends z.ZodRawShape, S extends string>(
  filters: F,
  { sorts, sort, limit = 50, most = MAX_PAGE }: ListSettings<S>,
) {
  const orders = sorts.flatMap((name) => [name, `-${name}`] as const);
  return z.object({
    ...filters,
    sort: z
      .enum(orders as [S | `-${S}`, ...(S | `-${S}`)[]])
      .default(sort as never)
      .describe('with - in front: the other way round'),
    after: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .describe('`next` of the page before, same sort and filters'),
    limit: z.coerce.number<number | string>().int().min(1).max(most).default(limit),
  });
}

/** One value or several, each of which fits: the parameter more than once, or once with commas. */
export function anyOf<T extends z.ZodType<string, string>>(item: T) {
  return z
    .union([z.string(), z.array(z.string()).max(MAX_VALUES)])
    .transform((value) => [value].flat().flatMap((each) => each.split(',')))
    .pipe(z.array(item).min(1).max(MAX_VALUES))
    .optional();
}
const MAX_VALUES = 100;

/** Part of a text, any case. */
export const Search = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('part of the name or description, any case');

export const YesNo = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

/** All entries of a list, as the server's own commands need it. */
export async function readAll<Q extends z.ZodType, T>(
  query: Q,
  read: (query: z.infer<Q>) => Promise<Page<T>>,
): Promise<T[]> {
  return (await readPages((page) => read(query.parse(page)))).items;
}

/** Every page of a list, one after the other. @param most items that are wanted */
export async function readPages<T>(
  read: (page: { after: string | undefined; limit: number }) => Promise<Page<T>>,
  most = Number.POSITIVE_INFINITY,
  size = MAX_PAGE,
): Promise<Page<T>> {
  const items: T[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await read({ after, limit: Math.min(size, most - items.length) });
    items.push(...page.items);
    if (page.next === null || items.length >= most) return { items, next: page.next };
    after = page.next;
  }
}
