// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { type SchrootBlock, schrootSchema } from './schema.ts';

export const schroot: Method<SchrootBlock> = {
  ...schrootSchema,

  plan() {
    return { name: 'schroot-login' };
  },
};
