// SPDX-License-Identifier: Apache-2.0
import type { BoardState } from './boards.ts';

/** How each state is shown: a sign as well, since not everybody sees all colours. */
export const SHOWN: Record<BoardState, { label: string; color: string; sign: string }> = {
  bad: { label: 'Bad', color: 'red', sign: '×' },
  maintenance: { label: 'Maintenance', color: 'orange', sign: '–' },
  running: { label: 'Running', color: 'blue', sign: '▸' },
  reserved: { label: 'Reserved', color: 'cyan', sign: '·' },
  unreachable: { label: 'Worker away', color: 'yellow', sign: '!' },
  looping: { label: 'Looping', color: 'grape', sign: '↻' },
  unknown: { label: 'Health unknown', color: 'gray', sign: '?' },
  idle: { label: 'Idle', color: 'teal', sign: '' },
};
