// SPDX-License-Identifier: Apache-2.0
import { MAX_COUNTED } from '@lava/protocol/api/jobs.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ListQuery } from '../../data/collection.ts';
import { CountTabs } from '../../ui/filters/count-tabs.tsx';
import type { ListOf } from './declaration.ts';

interface ListTabsProps<T> {
  list: ListOf<T> & { tabs: NonNullable<ListOf<T>['tabs']> };
  query: ListQuery;
  onChange: (change: ListQuery) => void;
}

/** Tabs of a list: they set filters, and count what the other filters leave. */
export function ListTabs<T>({ list: { tabs, collection }, query, onChange }: ListTabsProps<T>) {
  const keys = [...new Set(tabs.items.flatMap(({ filter }) => Object.keys(filter)))];
  const none = Object.fromEntries(keys.map((key) => [key, undefined]));
  const { sort: _, ...others } = { ...query, ...none };
  const counts = useQuery({
    queryKey: [collection.resource, 'list', 'counts', others],
    queryFn: ({ signal }) => tabs.counts(others, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <CountTabs
      label={tabs.label}
      most={MAX_COUNTED}
      tabs={tabs.items.map(({ label, filter, count }) => ({
        label,
        count: counts.data?.[count],
        // The order that comes with a tab may be changed in it.
        active: keys.every((key) => key === 'sort' || query[key] === filter[key]),
        onChoose: () => onChange({ ...none, ...filter }),
      }))}
    />
  );
}
