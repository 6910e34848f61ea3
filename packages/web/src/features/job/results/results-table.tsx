// SPDX-License-Identifier: Apache-2.0
import type { TestResult } from '@lava/protocol/api/jobs.ts';
import { Text } from '@mantine/core';
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFns,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { VERDICT } from '../../../entities/job/status.ts';
import { StatusBadge } from '../../../ui/badge/status-badge.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { linesOf } from './merge.ts';
import { Reference } from './reference.tsx';
import classes from './results-table.module.css';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });
const ROW_HEIGHT = 37;

const columns: ColumnDef<typeof features, TestResult>[] = [
  { id: 'result', header: 'Result', accessorFn: (result) => result.result },
  { id: 'suite', header: 'Suite', accessorFn: (result) => result.suite },
  { id: 'set', header: 'Set', accessorFn: (result) => result.set ?? '' },
  { id: 'case', header: 'Test case', accessorFn: (result) => result.name },
  { id: 'measurement', header: 'Measurement', accessorFn: (result) => result.measurement ?? undefined },
  { id: 'reference', header: 'Reference', accessorFn: (result) => result.reference ?? '' },
];

interface ResultsTableProps {
  results: TestResult[];
  onLines: (range: { first: number; last: number }) => void;
}

/** In the order given until a heading is clicked. Only rows in view exist: a job may have 100,000 results. */
export function ResultsTable({ results, onLines }: ResultsTableProps) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const scroller = useRef<HTMLDivElement>(null);
  const table = useTable({
    features,
    columns,
    data: results,
    getRowId: (result) => String(result.record),
    state: { sorting },
    onSortingChange: setSorting,
  });
  const rows = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  return (
    <div ref={scroller} className={classes.scroller}>
      <table aria-label="Results" aria-rowcount={rows.length + 1} className={classes.table}>
        <thead className={classes.head}>
          <tr className={classes.row}>
            {table.getFlatHeaders().map((header) => (
              <th key={header.id} data-column={header.id} aria-sort={ariaSort(header.column.getIsSorted())}>
                <button type="button" onClick={header.column.getToggleSortingHandler()}>
                  <table.FlexRender header={header} />
                  {header.column.getIsSorted() && (
                    <Icon name={header.column.getIsSorted() === 'desc' ? 'down' : 'up'} size={13} />
                  )}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const result = rows[item.index]?.original;
            return (
              result && (
                <tr
                  key={result.record}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  aria-rowindex={item.index + 2}
                  className={classes.row}
                  style={{
                    position: 'absolute',
                    inset: '0 0 auto',
                    transform: `translateY(${item.start}px)`,
                  }}
                >
                  <ResultCells result={result} onLines={onLines} />
                </tr>
              )
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          No results.
        </Text>
      )}
    </div>
  );
}

function ResultCells({ result, onLines }: { result: TestResult; onLines: ResultsTableProps['onLines'] }) {
  const lines = linesOf(result);
  return (
    <>
      <td data-column="result">
        <StatusBadge status={VERDICT[result.result]} />
      </td>
      <td data-column="suite" className={classes.dim}>
        {result.suite}
      </td>
      <td data-column="set" className={classes.dim}>
        {result.set}
      </td>
      <td data-column="case" title={metadataText(result)}>
        <button
          type="button"
          className={classes.name}
          onClick={() => onLines(lines)}
          title={`Show line ${lines.first} of the log`}
        >
          {result.name}
        </button>
      </td>
      <td data-column="measurement" className={classes.number}>
        {result.measurement !== null && `${result.measurement} ${result.units ?? ''}`}
      </td>
      <td data-column="reference">
        <Reference text={result.reference} />
      </td>
    </>
  );
}

function metadataText({ metadata }: TestResult): string | undefined {
  const lines = Object.entries(metadata).map(([key, value]) => `${key}: ${String(value)}`);
  return lines.length > 0 ? lines.join('\n') : undefined;
}

function ariaSort(sorted: false | 'asc' | 'desc'): 'ascending' | 'descending' | 'none' {
  if (sorted === false) return 'none';
  return sorted === 'asc' ? 'ascending' : 'descending';
}
