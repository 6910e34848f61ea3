// SPDX-License-Identifier: Apache-2.0
import type { ListQuery } from '../../data/collection.ts';
import type { ListOf } from './declaration.ts';
import { ListView } from './list-view.tsx';
import { useListSearch } from './use-list-search.ts';

interface ListSectionProps<T> {
  list: ListOf<T>;
  label: string;
  /** What it is about: `{ device: 'qemu-01' }`. */
  fixed: ListQuery;
  /** Said when there are none at all. */
  empty: string;
}

/** A list as part of a page about something else. */
export function ListSection<T>({ list, ...props }: ListSectionProps<T>) {
  const [search, onSearch] = useListSearch(list);
  return <ListView list={list} search={search} onSearch={onSearch} {...props} />;
}
