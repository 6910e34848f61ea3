// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { shellTail } from '../../login/shell-tail.ts';
import { type NewConnectionBlock, newConnectionSchema } from './schema.ts';

export const newConnection: Method<NewConnectionBlock> = {
  ...newConnectionSchema,

  plan(context) {
    return {
      name: 'secondary-shell-action',
      retry: true,
      children: [{ name: 'connect-shell', timeoutCode: 'step-timeout' }, ...shellTail(context)],
    };
  },
};
