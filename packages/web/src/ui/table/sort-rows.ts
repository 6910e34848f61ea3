// SPDX-License-Identifier: Apache-2.0
import { type Column, type Sort, sortOf } from './column.ts';

const words = new Intl.Collator('en', { numeric: true });

/** In the order of a column, nothing last; rows that are equal in it stay as they were. */
export function sortRows<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  sort: Sort | undefined,
): readonly T[] {
  const by = sortOf(sort);
  const column = columns.find(({ id }) => id === by?.id);
  if (!by || !column) return rows;
  return rows
    .map((row) => ({ row, value: column.value(row) }))
    .sort((a, b) => compare(a.value, b.value, by.desc ? -1 : 1))
    .map(({ row }) => row);
}

function compare(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * words.compare(String(a), String(b));
}
