// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

/** Rows under headings. Rows of one group must follow each other. */
export interface Groups<T> {
  of: (row: T) => string;
  /** Next to the name of the group in its heading. */
  about?: (rows: readonly T[]) => ReactNode;
}

/** What a table shows below its head: a row with its place among the rows, or the heading of those after it. */
export type Entry<T> = { row: T; index: number } | { heading: string; rows: readonly T[] };

export function entriesOf<T>(rows: readonly T[], groups: Groups<T> | undefined): Entry<T>[] {
  const own = rows.map((row, index) => ({ row, index }));
  if (!groups) return own;
  return [...Map.groupBy(own, ({ row }) => groups.of(row))].flatMap(([heading, members]): Entry<T>[] => [
    { heading, rows: members.map(({ row }) => row) },
    ...members,
  ]);
}
