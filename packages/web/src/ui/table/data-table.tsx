// SPDX-License-Identifier: Apache-2.0
import { Table, Text, UnstyledButton } from '@mantine/core';
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFns,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useState } from 'react';
import { Icon } from '../icon/icon.tsx';
import classes from './data-table.module.css';

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns,
});

export type Column<T extends object> = ColumnDef<typeof features, T>;

interface DataTableProps<T extends object> {
  /** Keep them at module scope: new columns are a new table. */
  columns: Column<T>[];
  data: T[];
  rowId: (row: T) => string;
  initialSort?: SortingState;
  /** What to say when there are no rows. */
  empty: string;
  /** Pixels; a narrower window scrolls the table sideways. */
  minWidth?: number;
  label: string;
  /** Columns that a phone shows, where the others have no room; all, unless given. */
  phone?: readonly string[];
}

/** A table that sorts by its headings, in the browser: for lists that come whole. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const [sorting, setSorting] = useState<SortingState>(props.initialSort ?? []);
  const table = useTable({
    features,
    columns: props.columns,
    data: props.data,
    getRowId: props.rowId,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
  });
  const isWide = (column: string) => (props.phone && !props.phone.includes(column)) || undefined;
  return (
    <Table.ScrollContainer
      minWidth={props.phone ? 'min(100%, 640px)' : (props.minWidth ?? 640)}
      type="native"
    >
      <Table verticalSpacing="xs" highlightOnHover aria-label={props.label} className={classes.table}>
        <Table.Thead>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {group.headers.map((header) => {
                const sorted = header.column.getIsSorted();
                return (
                  <Table.Th key={header.id} aria-sort={ariaSort(sorted)} data-wide={isWide(header.column.id)}>
                    {header.column.getCanSort() ? (
                      <UnstyledButton
                        className={classes.heading}
                        onClick={header.column.getToggleSortingHandler()}
                      >
                        <table.FlexRender header={header} />
                        <span className={classes.arrow} data-on={sorted !== false || undefined}>
                          <Icon name={sorted === 'desc' ? 'down' : 'up'} size={13} />
                        </span>
                      </UnstyledButton>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </Table.Th>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody>
          {table.getRowModel().rows.map((row) => (
            <Table.Tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <Table.Td key={cell.id} data-wide={isWide(cell.column.id)}>
                  <table.FlexRender cell={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {props.data.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {props.empty}
        </Text>
      )}
    </Table.ScrollContainer>
  );
}

function ariaSort(sorted: false | 'asc' | 'desc'): 'ascending' | 'descending' | undefined {
  if (sorted === false) return undefined;
  return sorted === 'asc' ? 'ascending' : 'descending';
}
