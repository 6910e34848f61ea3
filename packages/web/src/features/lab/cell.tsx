// SPDX-License-Identifier: Apache-2.0
import type { CSSProperties } from 'react';
import type { BoardState } from './boards.ts';
import classes from './cells.module.css';
import { SHOWN } from './states.ts';

/** Look of the square of a board. */
export function cellOf(state: BoardState): { className: string; style: CSSProperties } {
  const { color } = SHOWN[state];
  const style = {
    '--cell': `var(--mantine-color-${color}-light)`,
    '--cell-text': `var(--mantine-color-${color}-light-color)`,
    '--cell-border': `var(--mantine-color-${color}-outline)`,
  } as CSSProperties;
  return { className: classes.cell ?? '', style };
}
