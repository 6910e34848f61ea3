// SPDX-License-Identifier: Apache-2.0
import type { Method } from '../../engine/method.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { type QemuBlock, qemuSchema } from './schema.ts';

export const qemu: Method<QemuBlock> = {
  ...qemuSchema,

  plan(context) {
    return {
      name: 'boot-image-retry',
      retry: true,
      children: [
        { name: 'boot-qemu-image', retry: true, children: [{ name: 'execute-qemu' }] },
        ...shellTail(context),
      ],
    };
  },
};
