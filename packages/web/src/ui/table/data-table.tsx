// SPDX-License-Identifier: Apache-2.0
import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Column, Sort } from './column.ts';
import classes from './data-table.module.css';
import { type Entry, entriesOf, type Groups } from './groups.ts';
import type { Selection } from './selection.ts';
import { sortRows } from './sort-rows.ts';
import { TableHead } from './table-head.tsx';
import { TableRows } from './table-rows.tsx';

export interface DataTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowId: (row: T) => string;
  /** `job 7`, for those who hear the table. */
  nameOf?: (row: T) => string;
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  /** The rows come in the order asked for; else they are here whole and sorted here. */
  sortedByServer?: boolean;
  selection?: Selection<T> | undefined;
  /** Instead of rows when there are none. */
  empty: ReactNode;
  /** More rows than these exist. */
  more?: boolean;
  /** Headings between the rows, as long as no order is asked for. */
  groups?: Groups<T>;
  /** First and last row in view. */
  onRange?: (first: number, last: number) => void;
  /** What scrolls: the window, or a box that fills what is left of a page. */
  scroll?: 'window' | 'box';
}

/** Pixels, before a row is measured. */
const ROW = 37;
const OVERSCAN = 12;

/** Every list of the pages. Only rows in view exist, so that ten thousand scroll like ten. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { rows: given, sortedByServer, columns, sort, groups } = props;
  const rows = useMemo(
    () => (sortedByServer ? given : sortRows(given, columns, sort)),
    [given, sortedByServer, columns, sort],
  );
  const entries = useMemo(() => entriesOf(rows, sort ? undefined : groups), [rows, sort, groups]);
  const shown = { ...props, rows, entries };
  return props.scroll === 'box' ? <BoxTable {...shown} /> : <WindowTable {...shown} />;
}

interface ShownProps<T> extends DataTableProps<T> {
  entries: Entry<T>[];
}

function BoxTable<T>(props: ShownProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count: props.entries.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: -- a region that scrolls must be reachable by keyboard
    <section ref={box} className={classes.box} aria-label={`${props.label}, scrolls`} tabIndex={0}>
      <View {...props} virtual={virtual} margin={0} />
    </section>
  );
}

function WindowTable<T>(props: ShownProps<T>) {
  const top = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const virtual = useWindowVirtualizer<HTMLTableRowElement>({
    count: props.entries.length,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    scrollMargin: margin,
  });
  // What is above the table comes and goes.
  useLayoutEffect(() => {
    const box = top.current?.getBoundingClientRect();
    if (box) setMargin(Math.round(box.top + window.scrollY));
  });
  return (
    <div ref={top}>
      <View {...props} virtual={virtual} margin={margin} />
    </div>
  );
}

interface ViewProps<T> extends ShownProps<T> {
  // biome-ignore lint/suspicious/noExplicitAny: -- the window and a box have different types of the same thing
  virtual: Virtualizer<any, HTMLTableRowElement>;
  /** Pixels from where scrolling begins to the table. */
  margin: number;
}

function View<T>({ virtual, margin, onRange, ...props }: ViewProps<T>) {
  const { rows, entries, columns, sort, onSort, rowId, selection } = props;
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  const [firstRow, lastRow] = [first?.index, last?.index];
  useEffect(() => {
    if (firstRow !== undefined && lastRow !== undefined) onRange?.(firstRow, lastRow);
  }, [onRange, firstRow, lastRow]);
  const choice = selection && {
    all: rows.length > 0 && rows.every((row) => selection.has(rowId(row))),
    some: selection.chosen.size > 0,
    toggle: () => (choice?.all ? selection.clear() : selection.set(rows)),
  };
  return (
    <>
      <table
        aria-label={props.label}
        aria-rowcount={props.more ? -1 : entries.length + 1}
        className={classes.table}
        data-choose={selection ? true : undefined}
      >
        <TableHead columns={columns} sort={sort} onSort={onSort} choice={choice} />
        <TableRows
          entries={entries}
          about={props.groups?.about}
          columns={columns}
          rowId={rowId}
          nameOf={props.nameOf ?? rowId}
          selection={selection}
          items={items}
          before={first ? first.start - margin : 0}
          after={last ? virtual.getTotalSize() - (last.end - margin) : 0}
          measure={virtual.measureElement}
        />
      </table>
      {rows.length === 0 && <div className={classes.empty}>{props.empty}</div>}
    </>
  );
}
