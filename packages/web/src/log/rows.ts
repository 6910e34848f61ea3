// SPDX-License-Identifier: Apache-2.0
import { UNKNOWN_LEVEL } from './block.ts';
import { ALL_LEVELS } from './levels.ts';
import type { LineStore } from './line-store.ts';

/** Which records the list shows: row `i` is record `seqOf(i)`. */
export interface Rows {
  count: number;
  seqOf(row: number): number;
  /** Row of a record, or of the next one that is shown. */
  rowOf(seq: number): number;
}

export function allRows(count: number): Rows {
  return { count, seqOf: (row) => row, rowOf: (seq) => Math.min(seq, count) };
}

/**
 * Rows of the levels in `mask`; records that have not arrived yet are left out until they do.
 * Linear in the number of records: 3 ms for a million.
 */
export function filteredRows(store: LineStore, mask: number): Rows {
  if (mask === ALL_LEVELS) return allRows(store.count);
  let list = new Uint32Array(1024);
  let count = 0;
  for (let index = 0; index < store.blockCount; index++) {
    const block = store.blockAt(index);
    for (let i = 0; block && i < block.count; i++) {
      if (!shows(mask, block.levelAt(i))) continue;
      if (count === list.length) list = grow(list);
      list[count++] = block.first + i;
    }
  }
  return { count, seqOf: (row) => list[row] ?? 0, rowOf: (seq) => lowerBound(list, count, seq) };
}

/** Records from `from` up to, but not including, `to`. */
export interface SeqRange {
  from: number;
  to: number;
}

/** The rows without those of the ranges, which may overlap. */
export function withoutRanges(base: Rows, ranges: readonly SeqRange[]): Rows {
  const gaps: { start: number; length: number; before: number }[] = [];
  let hidden = 0;
  let until = 0;
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const start = Math.max(until, base.rowOf(from));
    const end = base.rowOf(to);
    if (end <= start) continue;
    gaps.push({ start, length: end - start, before: hidden });
    hidden += end - start;
    until = end;
  }
  if (gaps.length === 0) return base;
  const starts = gaps.map((gap) => gap.start);
  const shownStarts = gaps.map((gap) => gap.start - gap.before);
  /** Rows hidden before the shown row. */
  const before = (row: number) => {
    const gap = gaps[lowerBound(shownStarts, gaps.length, row + 1) - 1];
    return gap ? gap.before + gap.length : 0;
  };
  return {
    count: base.count - hidden,
    seqOf: (row) => base.seqOf(row + before(row)),
    rowOf: (seq) => {
      const row = base.rowOf(seq);
      const gap = gaps[lowerBound(starts, gaps.length, row + 1) - 1];
      return gap ? row - gap.before - Math.min(gap.length, row - gap.start) : row;
    },
  };
}

export function shows(mask: number, level: number): boolean {
  return level !== UNKNOWN_LEVEL && (mask & (1 << level)) !== 0;
}

function grow(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(list.length * 2);
  grown.set(list);
  return grown;
}

/** First index in `list[0..count)` whose value is not below `value`. */
export function lowerBound(list: ArrayLike<number>, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
