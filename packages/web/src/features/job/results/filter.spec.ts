// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from '@lava/protocol/record/verdict.ts';
import { describe, expect, it } from 'vitest';
import { filterResults, worstFirst } from './filter.ts';
import type { ShownResult } from './merge.ts';

let record = 0;
const result = (suite: string, name: string, verdict: Verdict = 'pass'): ShownResult => ({
  ...{ suite, name, result: verdict, set: null, measurement: null, units: null, reference: null },
  ...{ record: record++, startRecord: null, endRecord: null, metadata: {} },
});
const names = (results: ShownResult[]) => results.map(({ name }) => name);

describe('filterResults', () => {
  const all = [
    result('net', 'ping gateway'),
    result('net', 'ping host', 'fail'),
    result('disk', 'ping', 'skip'),
  ];

  it('requires every word, in any of the columns', () => {
    expect(names(filterResults(all, 'all', 'PING net'))).toEqual(['ping gateway', 'ping host']);
    expect(names(filterResults(all, 'all', 'ping nowhere'))).toEqual([]);
  });

  it('may be for one verdict', () => {
    expect(names(filterResults(all, 'fail', ''))).toEqual(['ping host']);
    expect(names(filterResults(all, 'fail', 'gateway'))).toEqual([]);
  });
});

describe('worstFirst', () => {
  it('shows failures before what passed, suites with failures before others, and the steps of LAVA last', () => {
    const results = [
      result('lava', 'validate', 'fail'),
      result('good', 'a'),
      result('good', 'b', 'skip'),
      result('mixed', 'c'),
      result('mixed', 'd', 'unknown'),
      result('mixed', 'e', 'fail'),
    ];
    expect(names(worstFirst(results))).toEqual(['d', 'e', 'c', 'a', 'b', 'validate']);
  });
});
