// SPDX-License-Identifier: Apache-2.0
import { methods } from '@lava/protocol/device/device.ts';
import { disconnectDevice } from '../../board/connection.ts';
import { powerOff } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import type { Method } from '../../engine/method.ts';
import type { StepSpec } from '../../engine/step.ts';
import { vexpressStep } from '../../flash/vexpress.ts';
import { at } from '../../job/read.ts';
import { downloadArtefacts } from '../../overlay/overlaid-artefact.ts';
import { type MpsBlock, mpsSchema } from './schema.ts';

export const mps: Method<MpsBlock> = {
  ...mpsSchema,

  plan(context) {
    const { block, device } = context;
    return {
      name: 'mps-deploy',
      children: [
        disconnectDevice(),
        resetDevice(context),
        waitFor('usb-mass-storage-device'),
        ...downloadArtefacts(context, block.images),
        vexpressStep('mount-vexpress-usbmsd'),
        ...Object.keys(block.images).sort().flatMap(copy),
        ...(at(methods(device, 'deploy'), 'mps', 'parameters', 'hard-reboot')
          ? [vexpressStep('unmount-vexpress-usbmsd'), powerOff()]
          : [
              { name: 'deploy-mps-reboot-txt', timeoutCode: 'step-timeout' } as const,
              vexpressStep('unmount-vexpress-usbmsd'),
            ]),
      ],
    };
  },
};

function copy(image: string): StepSpec[] {
  if (image !== 'recovery_image') return [{ name: 'deploy-mps-test-binary', timeoutCode: 'step-timeout' }];
  return [vexpressStep('extract-vexpress-recovery-image'), vexpressStep('deploy-vexpress-recovery-image')];
}
