// SPDX-License-Identifier: Apache-2.0
import type { Geometry } from './scroll.ts';

/** Height of a row, pixels: all the same, or by the length of wrapped text. */
export type HeightOf = (row: number) => number;

/** Position `pixels` further down (negative: up), in rows with a fraction; within the list. */
export function walk(g: Geometry, heightOf: HeightOf, top: number, pixels: number): number {
  let row = Math.floor(top);
  let left = pixels + (top - row) * heightOf(row);
  while (left < 0 && row > 0) left += heightOf(--row);
  if (left < 0) return 0;
  for (let height = heightOf(row); left >= height && row < g.rows - 1; height = heightOf(row)) {
    left -= height;
    row++;
  }
  return row + Math.min(1, left / heightOf(row));
}

/** Position at which the end of the last row is at the bottom. */
export function lastTop(g: Geometry, heightOf: HeightOf): number {
  if (g.rows === 0) return 0;
  let row = g.rows;
  let left = g.viewport;
  while (row > 0 && left > 0) left -= heightOf(--row);
  return left > 0 ? 0 : row + -left / heightOf(row);
}

/** How many rows from `row` on it takes to fill `pixels`. */
export function rowsToFill(g: Geometry, heightOf: HeightOf, row: number, pixels: number): number {
  let count = 0;
  for (let left = pixels; left > 0 && row + count < g.rows; count++) left -= heightOf(row + count);
  return count;
}
