// SPDX-License-Identifier: Apache-2.0
import { Checkbox } from '@mantine/core';
import { Icon } from '../icon/icon.tsx';
import { type Column, type Sort, sortOf, toSort } from './column.ts';
import classes from './data-table.module.css';

interface TableHeadProps<T> {
  columns: readonly Column<T>[];
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
  /** Undefined where nothing can be chosen. */
  choice: { all: boolean; some: boolean; toggle: () => void } | undefined;
}

/** Headings; those that sort are buttons. */
export function TableHead<T>({ columns, sort, onSort, choice }: TableHeadProps<T>) {
  const sorted = sortOf(sort);
  return (
    <thead>
      <tr>
        {choice && (
          <th className={classes.choose}>
            <Checkbox
              size="xs"
              aria-label="Choose all that are shown"
              checked={choice.all}
              indeterminate={choice.some && !choice.all}
              onChange={choice.toggle}
            />
          </th>
        )}
        {columns.map(({ id, header, width, from, sortable }) => {
          const direction = sorted?.id === id ? (sorted.desc ? 'descending' : 'ascending') : undefined;
          return (
            <th key={id} data-column={id} data-from={from} aria-sort={direction} style={{ width }}>
              {sortable && onSort ? (
                <button
                  type="button"
                  className={classes.heading}
                  onClick={() => onSort(toSort({ id, desc: direction === 'ascending' }))}
                >
                  {header}
                  <span className={classes.arrow} data-on={direction !== undefined || undefined}>
                    <Icon name={direction === 'descending' ? 'down' : 'up'} size={13} />
                  </span>
                </button>
              ) : (
                header
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
