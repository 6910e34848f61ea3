// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { deviceHas, refusal } from '../../engine/refusal.ts';
import { SchrootBlock } from './schema.ts';

export const schroot: Method<SchrootBlock> = {
  name: 'schroot',
  schema: SchrootBlock,

  refuses({ device, block }) {
    return refusal(
      [String(block.method).includes('schroot'), '`method` has no schroot in it'],
      deviceHas(device, 'boot', 'schroot'),
    );
  },

  plan() {
    return { name: 'schroot-login' };
  },
};
