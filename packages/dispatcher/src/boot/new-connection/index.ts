// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { refusal } from '../../engine/refusal.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { NewConnectionBlock } from './schema.ts';

export const newConnection: Method<NewConnectionBlock> = {
  name: 'new_connection',
  schema: NewConnectionBlock,

  refuses({ block }) {
    return refusal([block.method === 'new_connection', '`method` is not new_connection']);
  },

  plan(context) {
    return {
      name: 'secondary-shell-action',
      retry: true,
      children: [{ name: 'connect-shell', timeoutCode: 'step-timeout' }, ...shellTail(context)],
    };
  },
};
