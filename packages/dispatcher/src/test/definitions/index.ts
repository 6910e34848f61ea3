// SPDX-License-Identifier: Apache-2.0
import { method } from '../../engine/method.ts';
import { Slot } from '../../engine/slot.ts';
import { retry, step } from '../../engine/step.ts';
import { OVERLAY, type Overlay } from '../../overlay/overlay.ts';
import { definitionsSchema } from './schema.ts';

export const definitions = method(definitionsSchema, (context) => {
  const { block, target, targets } = context;
  const other = targets.get(block['connection-namespace'] ?? '')?.find(OVERLAY);
  const overlay =
    target.find(OVERLAY) ?? other ?? target.require(OVERLAY, () => new Slot<Overlay>('overlay'));
  return retry('lava-test-retry', [
    step(
      'lava-test-shell',
      async (run) => (await import('./test-shell.ts')).runTestShell(run, context, overlay.get()),
      { timeoutCode: 'test-timeout' },
    ),
  ]);
});
