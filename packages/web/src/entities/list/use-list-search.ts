// SPDX-License-Identifier: Apache-2.0
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ListQuery } from '../../data/collection.ts';
import type { ListOf } from './declaration.ts';

/** What the address says of a list, and the way to change it; typing replaces, everything else can be taken back. */
export function useListSearch<T>({ filters, tabs }: ListOf<T>): [ListQuery, (change: ListQuery) => void] {
  const all = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const search = useMemo(() => {
    const keys = ['sort', ...filters.map(({ key }) => key), ...tabKeys(tabs)];
    const entries = keys.map((key) => [key, all[key]]).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
  }, [all, filters, tabs]);
  const change = (next: ListQuery) =>
    void navigate({
      to: '.',
      search: (old: object) => ({ ...old, ...next }),
      replace: Object.hasOwn(next, 'search'),
      resetScroll: false,
    });
  return [search, change];
}

function tabKeys(tabs: ListOf<never>['tabs']): string[] {
  return tabs?.items.flatMap(({ filter }) => Object.keys(filter)) ?? [];
}
