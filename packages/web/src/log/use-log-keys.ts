// SPDX-License-Identifier: Apache-2.0
import type { KeyboardEvent } from 'react';

interface Moves {
  /** Pixels. */
  page: number;
  line: number;
  bottom: number;
  moveBy: (pixels: number) => void;
  moveTo: (row: number) => void;
}

/** Keys that scroll, by rows: the browser's own would move by pixels of a scaled scroll bar. */
export function useLogKeys({ page, line, bottom, moveBy, moveTo }: Moves) {
  return (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => moveBy(line),
      ArrowUp: () => moveBy(-line),
      PageDown: () => moveBy(page),
      PageUp: () => moveBy(-page),
      ' ': () => moveBy(event.shiftKey ? -page : page),
      Home: () => moveTo(0),
      End: () => moveTo(bottom),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
}
