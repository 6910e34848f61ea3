// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { lastTop, rowsToFill, walk } from './scroll-walk.ts';

const g = { rows: 10, rowHeight: 20, viewport: 100 };
const even = () => 20;
/** Row 2 is wrapped to five lines. */
const tall = (row: number) => (row === 2 ? 100 : 20);

describe('walk', () => {
  it('moves by pixels over rows of one height', () => {
    expect(walk(g, even, 0, 50)).toBeCloseTo(2.5);
    expect(walk(g, even, 2.5, -50)).toBeCloseTo(0);
    expect(walk(g, even, 3, -1000)).toBe(0);
    expect(walk(g, even, 3, 1000)).toBe(10);
  });

  it('goes through a wrapped row pixel by pixel', () => {
    expect(walk(g, tall, 2, 25)).toBeCloseTo(2.25);
    expect(walk(g, tall, 3, -25)).toBeCloseTo(2.75);
    expect(walk(g, tall, 1.5, 10 + 100 + 10)).toBeCloseTo(3.5);
  });
});

describe('lastTop', () => {
  it('puts the end of the last row at the bottom', () => {
    expect(lastTop(g, even)).toBeCloseTo(5);
    expect(lastTop({ ...g, rows: 4 }, tall)).toBeCloseTo(2.2);
    expect(lastTop({ ...g, rows: 3 }, even)).toBe(0);
    expect(lastTop({ ...g, rows: 0 }, even)).toBe(0);
  });
});

describe('rowsToFill', () => {
  it('counts the rows that cover a height, and no more than there are', () => {
    expect(rowsToFill(g, even, 0, 100)).toBe(5);
    expect(rowsToFill(g, even, 0, 101)).toBe(6);
    expect(rowsToFill(g, tall, 1, 60)).toBe(2);
    expect(rowsToFill(g, even, 8, 100)).toBe(2);
  });
});
