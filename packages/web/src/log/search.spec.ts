// SPDX-License-Identifier: Apache-2.0
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { describe, expect, it } from 'vitest';
import { ALL_LEVELS, levelBit } from './levels.ts';
import { LineStore } from './line-store.ts';
import { findIn, search } from './search.ts';

const dt = '2026-11-22T09:34:00.123456+00:00';

function storeOf(records: Partial<JobRecord>[]): LineStore {
  const store = new LineStore();
  store.addLines(
    0,
    records.map((record) => encodeRecord({ dt, lvl: 'target', msg: '', ...record })),
  );
  return store;
}

async function find(store: LineStore, query: string, mask = ALL_LEVELS): Promise<number[]> {
  let found: number[] = [];
  for await (const progress of search(store, query, mask, new AbortController().signal))
    found = progress.found;
  return found;
}

describe('search', () => {
  it('finds every line once, in any case, special characters taken literally', async () => {
    const store = storeOf([{ msg: 'Kernel PANIC - (not) syncing' }, { msg: 'panic panic' }, { msg: 'fine' }]);
    expect(await find(store, 'panic')).toEqual([0, 1]);
    expect(await find(store, '- (NOT) s')).toEqual([0]);
    expect(await find(store, 'f.ne')).toEqual([]);
  });

  it('does not find the form in which records are stored', async () => {
    const store = storeOf([{ msg: 'a' }, { msg: 'b "lvl" c' }]);
    expect(await find(store, 'lvl')).toEqual([1]);
    expect(await find(store, '"lvl"')).toEqual([1]);
    expect(await find(store, 'target')).toEqual([]);
  });

  it('finds text with quotes, backslashes, tabs and other scripts', async () => {
    const store = storeOf([{ msg: 'say "C:\\dir"\tend' }, { msg: 'Grüße' }]);
    expect(await find(store, '"C:\\d')).toEqual([0]);
    expect(await find(store, '\tend')).toEqual([0]);
    expect(await find(store, 'GRÜSSE')).toEqual([]);
    expect(await find(store, 'grüß')).toEqual([1]);
  });

  it('finds text that colours interrupt', async () => {
    const store = storeOf([{ msg: '[\u001b[32m OK \u001b[0m] up' }, { msg: 'lo\u001b[1mgin' }]);
    expect(await find(store, '[ ok ]')).toEqual([0]);
    expect(await find(store, 'login')).toEqual([1]);
    expect(await find(store, '32m')).toEqual([]);
  });

  it('finds results as they are shown', async () => {
    const store = storeOf([
      { msg: 'x' },
      { lvl: 'results', msg: { definition: '0_smoke', case: 'uname', result: 'pass' } },
    ]);
    expect(await find(store, '0_smoke/uname: pass')).toEqual([1]);
  });

  it('leaves out levels that are filtered away', async () => {
    const store = storeOf([{ msg: 'hit', lvl: 'debug' }, { msg: 'hit' }]);
    expect(await find(store, 'hit', levelBit('debug'))).toEqual([0]);
  });
});

describe('findIn', () => {
  it('gives the places of all matches', () => {
    expect(findIn('aXbxc', 'x')).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(findIn('abc', '')).toEqual([]);
  });
});
