// SPDX-License-Identifier: Apache-2.0
import type { BoardState } from './boards.ts';
import { cellOf } from './cell.tsx';
import classes from './cells.module.css';
import { SHOWN } from './states.ts';

/** What the colours and signs mean, and how many boards each has. */
export function Legend({ counts }: { counts: readonly [BoardState, number][] }) {
  return (
    <ul className={classes.legend} aria-label="How many boards are in each state">
      {counts.map(([state, count]) => (
        <li key={state}>
          <span {...cellOf(state)} aria-hidden="true">
            {SHOWN[state].sign}
          </span>
          {SHOWN[state].label} {count}
        </li>
      ))}
    </ul>
  );
}
