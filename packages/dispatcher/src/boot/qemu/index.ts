// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import type { Method } from '../../engine/method.ts';
import { shellTail } from '../../steps/shell-tail.ts';
import { QemuBlock } from './schema.ts';

const METHODS = ['qemu', 'qemu-nfs', 'monitor'];

export const qemu: Method<QemuBlock> = {
  name: 'qemu',
  schema: QemuBlock,

  refuses({ device, block }) {
    if (!METHODS.includes(String(block.method))) return `\`method\` is none of ${METHODS.join(', ')}`;
    const available = methods(device, 'boot');
    if (!('qemu' in available) && !('qemu-nfs' in available)) return 'the device has no boot method qemu';
    return undefined;
  },

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
