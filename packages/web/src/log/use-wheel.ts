// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect, useRef } from 'react';
import { ROW_HEIGHT } from './scroll.ts';

/** Takes the wheel over where a pixel of the scroll bar is not a pixel of text. */
export function useWheel(
  scroller: { current: HTMLDivElement | null },
  moveBy: ((pixels: number) => void) | undefined,
): void {
  const latest = useRef(moveBy);
  latest.current = moveBy;
  useLayoutEffect(() => {
    const element = scroller.current;
    function onWheel(event: WheelEvent): void {
      if (!latest.current || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? ROW_HEIGHT : 1;
      latest.current(event.deltaY * unit);
    }
    // Not React's: its wheel listeners are passive and cannot prevent the native scroll.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [scroller]);
}
