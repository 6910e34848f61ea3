// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type Level } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { ALL_LEVELS, levelBit } from './levels.ts';
import { LineStore } from './line-store.ts';
import { filteredRows } from './rows.ts';

const dt = '2026-11-22T09:34:00.123456+00:00';

function storeOf(levels: Level[]): LineStore {
  const store = new LineStore();
  store.addLines(
    0,
    levels.map((lvl) => encodeRecord({ dt, lvl, msg: 'x' })),
  );
  return store;
}

describe('filteredRows', () => {
  it('shows everything, also what has not arrived, without a filter', () => {
    const store = storeOf(['debug', 'target']);
    store.expect(10);
    const rows = filteredRows(store, ALL_LEVELS);
    expect([rows.count, rows.seqOf(7), rows.rowOf(3)]).toEqual([10, 7, 3]);
  });

  it('maps rows to records and back', () => {
    const rows = filteredRows(storeOf(['debug', 'target', 'debug', 'target', 'info']), levelBit('target'));
    expect([rows.count, rows.seqOf(0), rows.seqOf(1)]).toEqual([2, 1, 3]);
    expect([rows.rowOf(1), rows.rowOf(2), rows.rowOf(4)]).toEqual([0, 1, 2]);
  });

  it('leaves out what has not arrived', () => {
    const store = storeOf(['target']);
    store.expect(10);
    expect(filteredRows(store, ALL_LEVELS ^ levelBit('debug')).count).toBe(1);
  });
});
