// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

/** One column of a table, declared once for pages and files. */
export interface Column<T> {
  /** Also the name by which the server sorts. */
  id: string;
  header: string;
  /** As text or number: for files, and for the order of lists that are here whole. */
  value: (row: T) => string | number | null;
  /** What a cell shows; the value, unless given. */
  cell?: (row: T) => ReactNode;
  /** The heading sorts. */
  sortable?: boolean;
  /** CSS width on a wide window; columns without one share what is left. */
  width?: string;
  /** Smallest window that shows it; a phone, unless given. */
  from?: 'tablet' | 'desktop';
  /** On a phone, where a row is a card: a line of its own, or at the end of the first line. */
  phone?: 'line' | 'end';
  /** Shown only to those who choose it. */
  optional?: boolean;
}

/** The order of a table, as addresses have it: `name`, or `-name` for the other way round. */
export type Sort = string;

export function sortOf(sort: Sort | undefined): { id: string; desc: boolean } | undefined {
  if (!sort) return undefined;
  return sort.startsWith('-') ? { id: sort.slice(1), desc: true } : { id: sort, desc: false };
}

export function toSort({ id, desc }: { id: string; desc: boolean }): Sort {
  return desc ? `-${id}` : id;
}
