// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { powerOff, powerOn } from '../../steps/power.ts';
import { type RecoveryBlock, recoverySchema } from './schema.ts';

export const recovery: Method<RecoveryBlock> = {
  ...recoverySchema,

  plan() {
    return { name: 'recovery-boot', children: [powerOff(), { name: 'switch-recovery' }, powerOn()] };
  },
};
