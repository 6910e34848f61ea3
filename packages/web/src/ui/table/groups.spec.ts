// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { entriesOf } from './groups.ts';

describe('entriesOf', () => {
  const rows = ['net/a', 'net/b', 'disk/a'];
  const suite = (row: string) => row.split('/')[0] ?? '';

  it('puts a heading before the rows of each group, and counts rows only', () => {
    expect(entriesOf(rows, { of: suite })).toEqual([
      { heading: 'net', rows: ['net/a', 'net/b'] },
      { row: 'net/a', index: 0 },
      { row: 'net/b', index: 1 },
      { heading: 'disk', rows: ['disk/a'] },
      { row: 'disk/a', index: 2 },
    ]);
  });

  it('has no headings without groups', () => {
    expect(entriesOf(rows, undefined)).toEqual(rows.map((row, index) => ({ row, index })));
  });
});
