// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { powerOff, powerOn } from '../../steps/power.ts';
import { RecoveryBlock } from './schema.ts';

export const recovery: Method<RecoveryBlock> = {
  name: 'recovery',
  schema: RecoveryBlock,

  refuses({ block }) {
    return refusal([block.method === 'recovery', '`method` is not recovery']);
  },

  plan() {
    return { name: 'recovery-boot', children: [powerOff(), { name: 'switch-recovery' }, powerOn()] };
  },
};
