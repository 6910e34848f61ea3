// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { overlayUnpack } from '../../steps/connection.ts';
import { resetDevice } from '../../steps/reset.ts';
import { autoLogin } from '../../steps/shell-tail.ts';
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
