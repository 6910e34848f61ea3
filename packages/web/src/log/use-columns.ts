// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect, useState } from 'react';
import { type TimeMode, timeWidth } from './time-text.ts';

/** Characters that fit next to the gutter. */
export function useColumns(
  scroller: { current: HTMLDivElement | null },
  width: number,
  timeMode: TimeMode,
  count: number,
): number {
  const [charWidth, setCharWidth] = useState(7.8);
  useLayoutEffect(() => {
    const probe = document.createElement('span');
    probe.textContent = '0'.repeat(100);
    probe.style.cssText = 'position:absolute;visibility:hidden;white-space:pre';
    scroller.current?.append(probe);
    const measured = probe.getBoundingClientRect().width / 100;
    probe.remove();
    if (measured > 0) setCharWidth(measured);
  }, [scroller]);
  const gutter = String(count).length + 2 + timeWidth(timeMode) + 9 + 1.5 * 2 + 1;
  return Math.max(20, Math.floor(width / charWidth - gutter - 3));
}
