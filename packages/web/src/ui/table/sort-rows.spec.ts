// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Column } from './column.ts';
import { sortRows } from './sort-rows.ts';

type Row = [name: string, size: number | null];
const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', value: ([name]) => name },
  { id: 'size', header: 'Size', value: ([, size]) => size },
];
const rows: Row[] = [
  ['b10', 3],
  ['b9', null],
  ['a', 20],
];
const names = (sort: string | undefined) => sortRows(rows, columns, sort).map(([name]) => name);

describe('sortRows', () => {
  it('sorts numbers in names as numbers, both ways', () => {
    expect(names('name')).toEqual(['a', 'b9', 'b10']);
    expect(names('-name')).toEqual(['b10', 'b9', 'a']);
  });

  it('has rows without a value last, both ways', () => {
    expect(names('size')).toEqual(['b10', 'a', 'b9']);
    expect(names('-size')).toEqual(['a', 'b10', 'b9']);
  });

  it('leaves the order alone for no column, or one that does not exist', () => {
    expect(names(undefined)).toEqual(['b10', 'b9', 'a']);
    expect(names('nonsense')).toEqual(['b10', 'b9', 'a']);
  });
});
