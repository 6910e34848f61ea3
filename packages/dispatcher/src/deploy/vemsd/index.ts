// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method } from '../../engine/method.ts';
import { vexpressStep } from '../../flash/vexpress.ts';
import { at } from '../../job/read.ts';
import { downloadArtefact } from '../../overlay/overlaid-artefact.ts';
import { type VemsdBlock, vemsdSchema } from './schema.ts';

export const vemsd: Method<VemsdBlock> = {
  ...vemsdSchema,

  plan(context) {
    const { block, device } = context;
    const erase = at(methods(device, 'deploy'), 'vemsd', 'parameters', 'flash_prompt');
    return {
      name: 'vexpress-fw-deploy-retry',
      retry: true,
      timeoutCode: 'step-timeout',
      children: [
        {
          name: 'vexpress-fw-deploy',
          timeoutCode: 'step-timeout',
          children: [
            downloadArtefact(context, 'recovery_image', block.recovery_image).step,
            connectDevice(),
            resetDevice(context),
            vexpressStep('extract-vexpress-recovery-image'),
            vexpressStep('enter-vexpress-mcc'),
            vexpressStep('enable-vexpress-usbmsd'),
            waitFor('usb-mass-storage-device'),
            vexpressStep('mount-vexpress-usbmsd'),
            vexpressStep('deploy-vexpress-recovery-image'),
            vexpressStep('unmount-vexpress-usbmsd'),
            ...(erase ? [vexpressStep('erase-vexpress-flash')] : []),
          ],
        },
      ],
    };
  },
};
