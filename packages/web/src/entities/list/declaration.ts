// SPDX-License-Identifier: Apache-2.0
import type { Collection, ListQuery, PageQuery } from '../../data/collection.ts';
import type { BulkAction } from '../../ui/action/bulk-action.ts';
import type { Filter } from '../../ui/filters/filter.ts';
import type { Column, Sort } from '../../ui/table/column.ts';

/** Everything that lists of one resource need, said once. */
export interface ListOf<T> {
  /** `job`, `jobs`: for counts, messages and names of files. */
  one: string;
  many: string;
  collection: Collection<T>;
  columns: readonly Column<T>[];
  filters: readonly Filter[];
  /** Unless the address says otherwise. */
  sort: Sort;
  tabs?: Tabs;
  actions?: readonly BulkAction<T>[];
  /** Said when there are none at all. */
  empty: string;
}

/** Filters as tabs, each with how many there are. */
interface Tabs {
  label: string;
  items: readonly Tab[];
  /** @param query the other filters */
  counts: (query: PageQuery, signal: AbortSignal) => Promise<Readonly<Record<string, number>>>;
}

interface Tab {
  label: string;
  filter: ListQuery;
  /** Its name among the counts. */
  count: string;
}

export function countOf({ one, many }: Pick<ListOf<never>, 'one' | 'many'>, count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** What a reader may do with a row, as the server says. */
export function abilitiesOf(row: unknown): readonly string[] {
  const { may } = row as { may?: readonly string[] };
  return may ?? [];
}
