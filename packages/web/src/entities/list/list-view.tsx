// SPDX-License-Identifier: Apache-2.0
import { Button, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { ListQuery } from '../../data/collection.ts';
import { useCollection } from '../../data/collection.ts';
import { invalidate } from '../../data/resources.ts';
import { FilterBar } from '../../ui/filters/filter-bar.tsx';
import { saveCsv, toCsv } from '../../ui/table/csv.ts';
import { DataTable } from '../../ui/table/data-table.tsx';
import { useSelection } from '../../ui/table/selection.ts';
import { useColumnChoice } from '../../ui/table/use-column-choice.ts';
import { abilitiesOf, countOf, type ListOf } from './declaration.ts';
import classes from './list.module.css';
import { ListMenu } from './list-menu.tsx';
import { ListError, ListLoading, ListStale } from './list-state.tsx';
import { ListTabs } from './list-tabs.tsx';
import { useReadAll } from './use-read-all.ts';

// Loaded when somebody chooses a row; `lazy` forgets that it is generic.
const BulkBar = lazy(async () => ({
  default: (await import('../../ui/action/bulk-bar.tsx')).BulkBar,
})) as unknown as typeof import('../../ui/action/bulk-bar.tsx').BulkBar;

interface ListViewProps<T> {
  list: ListOf<T>;
  /** Of the table, for those who do not see it. */
  label: string;
  /** Filters and order, as the address has them. */
  search: ListQuery;
  onSearch: (change: ListQuery) => void;
  /** Filters that the page sets and nobody changes: the jobs of this device. */
  fixed?: ListQuery;
  /** Said instead when there are none at all. */
  empty?: string;
}

/** A list in full: tabs, filters, columns, rows, what can be done to many, and every state that it may be in. */
export function ListView<T>({ list, label, search, onSearch, fixed, empty }: ListViewProps<T>) {
  const { collection, columns, actions = [] } = list;
  const queryClient = useQueryClient();
  const query = { sort: list.sort, ...search, ...fixed };
  const rows = useCollection(collection, query);
  const choice = useColumnChoice(list.many, columns);
  const selection = useSelection(rows.rows, collection.rowId);
  const all = useReadAll(collection, query);
  const nameOf = (row: T) => `${list.one} ${collection.rowId(row)}`;
  const count = (number: number) => countOf(list, number);
  const filters = list.filters.filter(({ key }) => !Object.hasOwn(fixed ?? {}, key));
  const filtered = Object.entries(search).some(([key, value]) => key !== 'sort' && value !== undefined);
  const chooses = actions.some(({ ability }) => rows.rows.some((row) => abilitiesOf(row).includes(ability)));
  const sort = query.sort ?? list.sort;
  const onSort = (next: string) => onSearch({ sort: next === list.sort ? undefined : next });

  return (
    <Stack gap="sm">
      {list.tabs && <ListTabs list={{ ...list, tabs: list.tabs }} query={query} onChange={onSearch} />}
      <FilterBar label={`Filter ${list.many}`} filters={filters} values={search} onChange={onSearch}>
        <ListMenu
          columns={columns}
          choice={choice}
          sort={sort}
          onSort={onSort}
          onSave={() => all.start((found) => saveCsv(`${list.many}.csv`, toCsv(choice.shown, found)))}
        />
      </FilterBar>
      {all.progress !== undefined && (
        <div role="status" className={classes.end}>
          {count(all.progress)} read{' '}
          <Button size="compact-sm" variant="default" onClick={all.stop}>
            Stop
          </Button>
        </div>
      )}
      {rows.isError && rows.data && (
        <ListStale error={rows.error} since={rows.dataUpdatedAt} onRetry={() => rows.refetch()} />
      )}
      {rows.isPending && <ListLoading />}
      {rows.isError && !rows.data && <ListError error={rows.error} onRetry={() => rows.refetch()} />}
      {rows.data && (
        <div className={rows.isPlaceholderData ? classes.old : undefined} aria-busy={rows.isPlaceholderData}>
          <DataTable
            label={label}
            columns={choice.shown}
            rows={rows.rows}
            rowId={collection.rowId}
            nameOf={nameOf}
            sort={sort}
            onSort={onSort}
            sortedByServer
            selection={chooses ? selection : undefined}
            more={rows.hasNextPage}
            onRange={rows.onRange}
            empty={filtered ? `No ${list.one} matches these filters.` : (empty ?? list.empty)}
          />
          {rows.isFetchingNextPage && (
            <div className={classes.end} role="status">
              Loading more
            </div>
          )}
        </div>
      )}
      {selection.chosen.size > 0 && (
        <Suspense>
          <BulkBar
            selection={selection}
            actions={actions}
            count={count}
            nameOf={nameOf}
            abilities={abilitiesOf}
            onDone={() => invalidate(queryClient, [collection.resource])}
          >
            {rows.hasNextPage && (
              <Button
                size="compact-sm"
                variant="subtle"
                loading={all.progress !== undefined}
                onClick={() => all.start(selection.set)}
              >
                Choose all that match
              </Button>
            )}
          </BulkBar>
        </Suspense>
      )}
    </Stack>
  );
}
