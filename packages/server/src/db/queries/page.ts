// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';

/**
 * Keyset pages: a page begins after the sort values of the last row of the page before, so it costs the same wherever it
 * is, and rows that come and go in between make no other row come twice.
 */

/** What rows are sorted by. Nulls must be made a value; a time becomes one of microseconds. */
export interface SortKey {
  by: RawBuilder<unknown>;
  type: 'text' | 'number' | 'time';
}

/** Several keys, all in the same direction; the last must tell any two rows apart. */
export type Sorts<S extends string> = Record<S, readonly SortKey[]>;

interface PageQuery<S extends string> {
  sort: S | `-${S}`;
  after?: string | undefined;
  limit: number;
}

/** @throws LavaError `request-invalid` for an `after` that this list with this sort did not give */
export async function readPage<DB, TB extends keyof DB, O, S extends string>(
  rows: SelectQueryBuilder<DB, TB, O>,
  sorts: Sorts<S>,
  { sort, after, limit }: PageQuery<S>,
): Promise<{ items: O[]; next: string | null }> {
  const down = sort.startsWith('-');
  const keys = sorts[(down ? sort.slice(1) : sort) as S];
  let query = rows.select(sql<string[]>`array[${sql.join(keys.map(asText))}]`.as('page_key'));
  if (after !== undefined) {
    const values = sql.join(
      readCursor(after, sort, keys).map((value, n) => fromText(keys[n] as SortKey, value)),
    );
    const tuple = sql.join(keys.map(({ by }) => by));
    query = query.where(
      down ? sql<boolean>`(${tuple}) < (${values})` : sql<boolean>`(${tuple}) > (${values})`,
    );
  }
  for (const { by } of keys) query = query.orderBy(by, down ? 'desc' : 'asc');
  // One more than the limit shows that there is a next page.
  const found = (await query.limit(limit + 1).execute()) as (O & { page_key: string[] })[];
  const last = found.length > limit ? found[limit - 1] : undefined;
  const items = found.slice(0, limit).map(({ page_key: _, ...row }) => row as unknown as O);
  return { items, next: last ? writeCursor(sort, last.page_key) : null };
}

/** Rows whose text, in any of these columns, contains what is searched for, in any case. */
export function contains(search: string, ...columns: string[]): RawBuilder<boolean> {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(${sql.join(
    columns.map((column) => sql`${sql.ref(column)} ilike ${pattern}`),
    sql` or `,
  )})`;
}

/** Of rows that count, how many have each value of a column. */
export function totals<K extends string, V extends string>(
  rows: readonly (Record<K, string> & { count: number })[],
  column: K,
  values: readonly V[],
): Record<V, number> {
  const all = Object.fromEntries(values.map((value) => [value, 0])) as Record<V, number>;
  for (const row of rows) all[row[column] as string as V] += row.count;
  return all;
}

function asText({ by, type }: SortKey): RawBuilder<unknown> {
  return type === 'time' ? sql`(extract(epoch from ${by}) * 1000000)::bigint::text` : sql`(${by})::text`;
}

function fromText({ type }: SortKey, value: string): RawBuilder<unknown> {
  if (type === 'text') return sql`${value}::text`;
  if (type === 'number') return sql`${value}::bigint`;
  return sql`'epoch'::timestamptz + ${value}::bigint * interval '1 microsecond'`;
}

export function writeCursor(sort: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([sort, ...values])).toString('base64url');
}

/** @throws LavaError `request-invalid` */
export function readCursor(text: string, sort: string, keys: readonly SortKey[]): string[] {
  const [of, ...values] = parse(text);
  const fits = (value: unknown, { type }: SortKey) =>
    typeof value === 'string' && (type === 'text' ? isStorable(value) : /^-?\d{1,16}$/.test(value));
  if (of === sort && values.length === keys.length && keys.every((key, n) => fits(values[n], key)))
    return values as string[];
  throw new LavaError('request-invalid', 'after: this list did not give it, or gave it with another sort', {
    where: { path: ['after'] },
    hint: 'send `next` of the page before, with the same sort and filters, or leave it out for the first page',
  });
}

function parse(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
