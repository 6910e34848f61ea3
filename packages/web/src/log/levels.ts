// SPDX-License-Identifier: Apache-2.0
import { LEVELS } from '@lava/protocol/record/levels.ts';
import type { Level } from '@lava/protocol/record/record.ts';

/** Levels as a set of bits, by index in `LEVELS`. */
export const ALL_LEVELS = (1 << LEVELS.length) - 1;

export function levelBit(level: Level): number {
  return 1 << LEVELS.indexOf(level);
}
