// SPDX-License-Identifier: Apache-2.0
import { useMemo, useRef, useState } from 'react';

/** Rows that somebody has chosen; they stay chosen while the list changes around them. */
export interface Selection<T> {
  chosen: ReadonlyMap<string, T>;
  has(id: string): boolean;
  /** @param through also all between this row and the one clicked before */
  toggle(index: number, through: boolean): void;
  set(rows: readonly T[]): void;
  clear(): void;
}

/** @param rows as they are now; what is chosen follows them, for a job that was to be canceled may have ended */
export function useSelection<T>(rows: readonly T[], rowId: (row: T) => string): Selection<T> {
  const [kept, setKept] = useState<ReadonlyMap<string, T>>(new Map());
  const last = useRef<number | undefined>(undefined);
  const chosen = useMemo(() => {
    if (kept.size === 0) return kept;
    const now = new Map(rows.map((row) => [rowId(row), row]));
    return new Map([...kept].map(([id, row]) => [id, now.get(id) ?? row]));
  }, [kept, rows, rowId]);

  return {
    chosen,
    has: (id) => chosen.has(id),
    toggle(index, through) {
      const row = rows[index];
      if (row === undefined) return;
      const on = !chosen.has(rowId(row));
      const from = through ? (last.current ?? index) : index;
      last.current = index;
      setKept(choose(chosen, rows.slice(Math.min(from, index), Math.max(from, index) + 1), on, rowId));
    },
    set: (all) => setKept(choose(new Map(), all, true, rowId)),
    clear: () => setKept(new Map()),
  };
}

function choose<T>(
  chosen: ReadonlyMap<string, T>,
  rows: readonly T[],
  on: boolean,
  rowId: (row: T) => string,
): Map<string, T> {
  const next = new Map(chosen);
  for (const row of rows) {
    if (on) next.set(rowId(row), row);
    else next.delete(rowId(row));
  }
  return next;
}
