// SPDX-License-Identifier: Apache-2.0
import { useLayoutEffect, useRef } from 'react';
import type { Anchor } from './scroll.ts';

const INPUTS = ['wheel', 'pointerdown', 'touchmove', 'keydown'] as const;

/** Whether the reader has done anything in the log since it is at `anchor`: only they scroll away from its end. */
export function useReader(
  scroller: { current: HTMLDivElement | null },
  anchor: Anchor,
): { current: boolean } {
  const acted = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: -- runs when the line at the top changes
  useLayoutEffect(() => {
    acted.current = false;
  }, [anchor]);
  useLayoutEffect(() => {
    const element = scroller.current;
    function onInput(): void {
      acted.current = true;
    }
    for (const name of INPUTS) element?.addEventListener(name, onInput, { passive: true });
    return () => {
      for (const name of INPUTS) element?.removeEventListener(name, onInput);
    };
  }, [scroller]);
  return acted;
}
