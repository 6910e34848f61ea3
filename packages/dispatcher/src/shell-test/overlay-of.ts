// SPDX-License-Identifier: Apache-2.0
import type { PlanContext } from '../engine/method.ts';
import { Slot } from '../engine/slot.ts';
import type { DefinitionsBlock } from '../overlay/definition-schema.ts';
import { OVERLAY, type Overlay } from '../overlay/overlay.ts';

/** What the tests of the block are in: the overlay of its own target, or of the one whose connection it uses. */
export function overlayOf({ block, target, targets }: PlanContext<DefinitionsBlock>): Slot<Overlay> {
  const other = targets.get(block['connection-namespace'] ?? '')?.find(OVERLAY);
  return target.find(OVERLAY) ?? other ?? target.require(OVERLAY, () => new Slot<Overlay>('overlay'));
}
