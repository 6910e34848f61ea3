// SPDX-License-Identifier: Apache-2.0
import { Checkbox } from '@mantine/core';
import type { VirtualItem } from '@tanstack/react-virtual';
import { memo, type Ref } from 'react';
import type { Column } from './column.ts';
import classes from './data-table.module.css';
import type { Entry, Groups } from './groups.ts';
import type { Selection } from './selection.ts';

interface TableRowsProps<T> {
  entries: readonly Entry<T>[];
  about: Groups<T>['about'] | undefined;
  columns: readonly Column<T>[];
  rowId: (row: T) => string;
  nameOf: (row: T) => string;
  selection: Selection<T> | undefined;
  /** Those in view. */
  items: VirtualItem[];
  /** Pixels of the rows above and below these. */
  before: number;
  after: number;
  measure: Ref<HTMLTableRowElement>;
}

/** The rows in view, and two empty ones that stand for all others. */
export function TableRows<T>(props: TableRowsProps<T>) {
  const { entries, rowId, columns, selection } = props;
  // A cell that is wider than its table makes a column of its own.
  const cells = columns.length + (selection ? 1 : 0);
  return (
    <tbody>
      <Space height={props.before} cells={cells} />
      {props.items.map(({ index }) => {
        const entry = entries[index];
        if (entry === undefined) return null;
        const common = { ref: props.measure, 'data-index': index, 'aria-rowindex': index + 2 };
        if ('heading' in entry) {
          return (
            <tr key={`group ${entry.heading}`} {...common} className={classes.group}>
              <th scope="rowgroup" colSpan={cells}>
                <span className={classes.groupName}>{entry.heading}</span>
                {props.about?.(entry.rows)}
              </th>
            </tr>
          );
        }
        const { row } = entry;
        const id = rowId(row);
        return (
          <tr key={id} {...common} data-chosen={selection?.has(id) || undefined}>
            {selection && (
              <td className={classes.choose}>
                <Checkbox
                  size="xs"
                  aria-label={`Choose ${props.nameOf(row)}`}
                  checked={selection.has(id)}
                  onChange={() => undefined}
                  onClick={(event) => selection.toggle(entry.index, event.shiftKey)}
                />
              </td>
            )}
            <Cells row={row} columns={columns as readonly Column<unknown>[]} />
          </tr>
        );
      })}
      <Space height={props.after} cells={cells} />
    </tbody>
  );
}

/** Rendered again when the row or the columns change, not while others scroll by. */
const Cells = memo(function Cells({ row, columns }: { row: unknown; columns: readonly Column<unknown>[] }) {
  return columns.map(({ id, cell, value, from, phone }) => (
    <td key={id} data-column={id} data-from={from} data-phone={phone}>
      {cell ? cell(row) : value(row)}
    </td>
  ));
});

function Space({ height, cells }: { height: number; cells: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: -- a row is not focusable; this one only takes up room
    <tr aria-hidden="true" className={classes.space}>
      <td colSpan={cells} style={{ height }} />
    </tr>
  );
}
