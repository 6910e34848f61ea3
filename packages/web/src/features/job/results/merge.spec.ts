// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { linesOf, mergeResults, type ShownResult } from './merge.ts';

const stored: ShownResult = {
  suite: 'lava',
  set: null,
  name: 'validate',
  result: 'pass',
  measurement: null,
  units: null,
  reference: null,
  record: 4,
  startRecord: null,
  endRecord: null,
  metadata: {},
};

describe('mergeResults', () => {
  it('adds what only the log has shown, in the order of the log', () => {
    const merged = mergeResults(
      [stored],
      [
        { definition: 'lava', case: 'validate', result: 'pass', record: 4 },
        {
          definition: '0_smoke',
          case: 'uname',
          result: 'fail',
          record: 9,
          starttc: 6,
          endtc: 8,
          set: 'base',
        },
      ],
    );
    expect(merged.map((result) => [result.suite, result.set, result.name, result.record])).toEqual([
      ['lava', null, 'validate', 4],
      ['0_smoke', 'base', 'uname', 9],
    ]);
    expect(merged.map(linesOf)).toEqual([
      { first: 5, last: 5 },
      { first: 7, last: 9 },
    ]);
  });

  it('is the very same list when there is nothing new', () => {
    const list = [stored];
    expect(mergeResults(list, [])).toBe(list);
  });
});
