// SPDX-License-Identifier: Apache-2.0
import { Allowance } from '../host/allowance.ts';
import { Parts } from './part.ts';
import type { OverlayTree } from './tree.ts';

/**
 * Called before a tree is written: hard links become files of their own, so it may be far more than its archive was.
 * @param directory where it is written
 * @throws LavaError `disk-full` when too little would be left for others
 */
export function roomFor(tree: OverlayTree, directory: string, what: string): void {
  let bytes = 0;
  for (const entry of tree.entries.values()) bytes += Parts.size(entry);
  new Allowance(directory, Number.POSITIVE_INFINITY).take(bytes, what);
}
