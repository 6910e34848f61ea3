// SPDX-License-Identifier: Apache-2.0

import { powerOff, powerOn } from '../../board/power.ts';
import type { Method } from '../../engine/method.ts';
import { type RecoveryBlock, recoverySchema } from './schema.ts';

export const recovery: Method<RecoveryBlock> = {
  ...recoverySchema,

  plan() {
    return { name: 'recovery-boot', children: [powerOff(), { name: 'switch-recovery' }, powerOn()] };
  },
};
