// SPDX-License-Identifier: Apache-2.0
import { addRecord, emptyView } from '@lava/protocol/record/view.ts';
import { describe, expect, it } from 'vitest';
import { stepBodies } from './folds.ts';
import { allRows, withoutRanges } from './rows.ts';

const dt = '2026-11-22T09:34:00.123456+00:00';

describe('withoutRanges', () => {
  it('leaves out the records of folded steps, also of one within another', () => {
    const rows = withoutRanges(allRows(20), [
      { from: 2, to: 5 },
      { from: 10, to: 18 },
      { from: 12, to: 14 },
    ]);
    const shown = Array.from({ length: rows.count }, (_, row) => rows.seqOf(row));
    expect(shown).toEqual([0, 1, 5, 6, 7, 8, 9, 18, 19]);
    for (const [row, seq] of shown.entries()) expect(rows.rowOf(seq)).toBe(row);
  });

  it('takes a hidden record for the next one that is shown', () => {
    const rows = withoutRanges(allRows(10), [{ from: 2, to: 5 }]);
    expect([2, 4, 5].map((seq) => rows.rowOf(seq))).toEqual([2, 2, 2]);
    expect(rows.rowOf(10)).toBe(7);
  });
});

describe('stepBodies', () => {
  it('are the lines of steps that are over', () => {
    const view = emptyView();
    const step = (event: 'start' | 'end', level: string) =>
      addRecord(view, { dt, lvl: 'info', msg: 'x', step: { event, level, name: 'n', ok: true } });
    step('start', '1');
    step('start', '1.1');
    addRecord(view, { dt, lvl: 'target', msg: 'x' });
    step('end', '1.1');
    step('end', '1');
    step('start', '2');
    step('end', '2');
    step('start', '3');
    addRecord(view, { dt, lvl: 'target', msg: 'x' });
    expect(Object.fromEntries(stepBodies(view.steps.values()))).toEqual({
      '1': { from: 1, to: 5 },
      '1.1': { from: 2, to: 4 },
    });
  });
});
