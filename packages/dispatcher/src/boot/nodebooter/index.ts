// SPDX-License-Identifier: Apache-2.0

import { resetDevice } from '../../board/reset.ts';
import type { Method } from '../../engine/method.ts';
import { overlayUnpack } from '../../login/shell-steps.ts';
import { autoLogin } from '../../login/shell-tail.ts';
import { type NodebooterBlock, nodebooterSchema } from './schema.ts';

export const nodebooter: Method<NodebooterBlock> = {
  ...nodebooterSchema,

  plan(context) {
    const { block } = context;
    return {
      name: 'boot-nodebooter',
      retry: true,
      children: [
        { name: 'run-nodebooter-container' },
        { name: 'configure-nodebooter' },
        resetDevice(context),
        ...('prompts' in block ? [autoLogin(context)] : []),
        ...('transfer_overlay' in block ? [overlayUnpack(context)] : []),
      ],
    };
  },
};
