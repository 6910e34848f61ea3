// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isScaled, MAX_SCROLL_HEIGHT, maxTop, reveal, scrollHeight, scrollTopAt, topAt } from './scroll.ts';

const small = { rows: 1000, rowHeight: 20, viewport: 600 };
const huge = { rows: 5_000_000, rowHeight: 20, viewport: 600 };

describe('scroll geometry', () => {
  it('is pixel exact while the browser can lay the list out', () => {
    expect(isScaled(small)).toBe(false);
    expect(scrollHeight(small)).toBe(20_000);
    expect(topAt(small, 400)).toBeCloseTo(20, 9);
    expect(scrollTopAt(small, 20)).toBeCloseTo(400, 9);
  });

  it('is scaled beyond that, and still reaches the first and the last row', () => {
    expect(isScaled(huge)).toBe(true);
    expect(scrollHeight(huge)).toBe(MAX_SCROLL_HEIGHT);
    expect(topAt(huge, 0)).toBe(0);
    expect(topAt(huge, MAX_SCROLL_HEIGHT - 600)).toBe(maxTop(huge));
    expect(maxTop(huge)).toBe(5_000_000 - 30);
    expect(topAt(huge, scrollTopAt(huge, 1_234_567))).toBeCloseTo(1_234_567, 3);
  });

  it('does not scroll a list that fits', () => {
    const few = { rows: 3, rowHeight: 20, viewport: 600 };
    expect([scrollHeight(few), maxTop(few), topAt(few, 50), scrollTopAt(few, 1)]).toEqual([600, 0, 0, 0]);
  });

  it('reveals a row with context around it, and leaves a visible one where it is', () => {
    expect(reveal(small, 100, 110)).toBeUndefined();
    expect(reveal(small, 0, 500)).toBe(490);
    expect(reveal(small, 500, 2)).toBe(0);
    expect(reveal(small, 0, 999)).toBe(970);
  });
});
