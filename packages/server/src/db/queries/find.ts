// SPDX-License-Identifier: Apache-2.0
import { type RawBuilder, sql } from 'kysely';
import type { Queries } from '../database.ts';

/**
 * Lists for clients that name a condition and an offset, and want to know how many there are. Our own lists have keyset pages
 * instead (page.ts), which cost the same wherever they begin.
 */

export type Operator =
  | 'exact'
  | 'iexact'
  | 'in'
  | 'contains'
  | 'icontains'
  | 'startswith'
  | 'endswith'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'isnull';

type Scalar = string | number | boolean | Date;

/** One condition; all of a request must be true. */
export interface Filter {
  column: string;
  operator: Operator;
  /** One, but for `in`. */
  values: readonly Scalar[];
}

export interface FindRequest {
  filters: readonly Filter[];
  order: readonly { column: string; down: boolean }[];
  limit: number;
  offset: number;
}

export interface Found<O> {
  count: number;
  items: O[];
}

/** What conditions and orders can name. */
export interface Column {
  by: RawBuilder<unknown>;
  /** Of a column of other rows: whether one of them fulfils the condition. */
  some?: (condition: RawBuilder<boolean>) => RawBuilder<boolean>;
}

export interface Source {
  from: RawBuilder<unknown>;
  select: RawBuilder<unknown>;
  columns: Readonly<Record<string, Column>>;
  /** Tells any two rows apart, and is the order when none is asked for. */
  key: { by: RawBuilder<unknown>; down: boolean };
}

export function matching(source: Source, filters: readonly Filter[]): RawBuilder<boolean> {
  const conditions = filters.map((filter) => conditionOf(source.columns[filter.column] as Column, filter));
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

export async function countMatching(q: Queries, source: Source, where: RawBuilder<boolean>): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from ${source.from} where ${where}`.execute(q);
  return rows[0]?.count ?? 0;
}

export async function readMatching<O>(
  q: Queries,
  source: Source,
  where: RawBuilder<boolean>,
  { order, limit, offset }: FindRequest,
): Promise<O[]> {
  const keys = [
    ...order.map(({ column, down }) => ({ by: (source.columns[column] as Column).by, down })),
    source.key,
  ];
  const direction = ({ by, down }: Source['key']) =>
    sql`${by} ${sql.raw(down ? 'desc nulls last' : 'asc nulls last')}`;
  const { rows } = await sql<O>`select ${source.select} from ${source.from} where ${where}
    order by ${sql.join(keys.map(direction))} limit ${limit} offset ${offset}`.execute(q);
  return rows;
}

/** Both, one after the other. */
export async function find<O>(
  q: Queries,
  source: Source,
  visible: RawBuilder<boolean>,
  request: FindRequest,
): Promise<Found<O>> {
  const where = sql<boolean>`${visible} and ${matching(source, request.filters)}`;
  return {
    count: await countMatching(q, source, where),
    items: await readMatching<O>(q, source, where, request),
  };
}

function conditionOf({ by, some = (one) => one }: Column, { operator, values }: Filter): RawBuilder<boolean> {
  const [value = ''] = values;
  if (operator === 'isnull') {
    const there = some(sql<boolean>`${by} is not null`);
    return value === true ? sql<boolean>`(not ${there})` : there;
  }
  return some(sql<boolean>`(${compared(by, operator, value, values)})`);
}

function compared(
  by: RawBuilder<unknown>,
  operator: Exclude<Operator, 'isnull'>,
  value: Scalar,
  values: readonly Scalar[],
): RawBuilder<unknown> {
  switch (operator) {
    case 'exact':
      return sql`${by} = ${value}`;
    case 'in':
      return values.length === 0 ? sql`false` : sql`${by} in (${sql.join(values)})`;
    case 'iexact':
      return sql`${by} ilike ${literally(value)}`;
    case 'contains':
      return sql`${by} like ${`%${literally(value)}%`}`;
    case 'icontains':
      return sql`${by} ilike ${`%${literally(value)}%`}`;
    case 'startswith':
      return sql`${by} like ${`${literally(value)}%`}`;
    case 'endswith':
      return sql`${by} like ${`%${literally(value)}`}`;
    case 'lt':
      return sql`${by} < ${value}`;
    case 'lte':
      return sql`${by} <= ${value}`;
    case 'gt':
      return sql`${by} > ${value}`;
    case 'gte':
      return sql`${by} >= ${value}`;
  }
}

const literally = (value: Scalar) => String(value).replace(/[\\%_]/g, '\\$&');
