// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Column } from './column.ts';
import { toCsv } from './csv.ts';

interface Row {
  name: string;
  count: number | null;
}
const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', value: ({ name }) => name },
  { id: 'count', header: 'Count, now', value: ({ count }) => count },
];
const lines = (...rows: Row[]) => toCsv(columns, rows).split('\r\n').slice(1, -1);

describe('toCsv', () => {
  it('has the headings first, also when there are no rows', () => {
    expect(toCsv(columns, [])).toBe('Name,"Count, now"\r\n');
  });

  it('quotes what would end a field or a line', () => {
    expect(lines({ name: 'a "b", c', count: 1 }, { name: 'two\nlines', count: null })).toEqual([
      '"a ""b"", c",1',
      '"two\nlines",',
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '=HYPERLINK("http://x","y")'])(
    'gives no formula to a spreadsheet: %s',
    (name) => {
      expect(lines({ name, count: 1 })[0]).toMatch(/^"?'/);
    },
  );

  it('leaves numbers alone, below zero too', () => {
    expect(lines({ name: 'x', count: -1.5 })).toEqual(['x,-1.5']);
  });
});
