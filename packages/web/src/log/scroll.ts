// SPDX-License-Identifier: Apache-2.0

/**
 * Tallest element that all browsers lay out exactly (Firefox stops at 17.8 M px, Chromium at 33.5 M). A list that
 * would be taller gets this height, and the scroll bar stands for rows instead of pixels.
 */
export const MAX_SCROLL_HEIGHT = 8_000_000;

/** Pixels; a wrapped line takes several. */
export const ROW_HEIGHT = 20;

/** What is at the top, by record so that filters and new lines do not move it; or the end, whatever comes. */
export type Anchor = { seq: number; fraction: number } | 'end';

export interface Geometry {
  rows: number;
  /** Pixels. */
  rowHeight: number;
  viewport: number;
}

/** Height of the scrolled element, pixels. */
export function scrollHeight(g: Geometry): number {
  return Math.max(g.viewport, Math.min(g.rows * g.rowHeight, MAX_SCROLL_HEIGHT));
}

export function isScaled(g: Geometry): boolean {
  return g.rows * g.rowHeight > MAX_SCROLL_HEIGHT;
}

/** Largest position, in rows with a fraction: there the last row is at the bottom. */
export function maxTop(g: Geometry): number {
  return Math.max(0, g.rows - g.viewport / g.rowHeight);
}

/** Position in rows of a scroll position in pixels. */
export function topAt(g: Geometry, scrollTop: number): number {
  const range = scrollHeight(g) - g.viewport;
  if (range <= 0) return 0;
  return Math.min(1, Math.max(0, scrollTop / range)) * maxTop(g);
}

/** Scroll position in pixels of a position in rows. */
export function scrollTopAt(g: Geometry, top: number): number {
  const most = maxTop(g);
  return most === 0 ? 0 : (Math.min(top, most) / most) * (scrollHeight(g) - g.viewport);
}

/** Position that puts `row` a third below the top, or undefined when it is in view already. */
export function reveal(g: Geometry, top: number, row: number): number | undefined {
  const visible = g.viewport / g.rowHeight;
  if (row >= top && row + 1 <= top + visible) return undefined;
  return Math.min(maxTop(g), Math.max(0, row - visible / 3));
}
