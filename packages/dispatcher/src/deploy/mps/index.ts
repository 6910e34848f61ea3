// SPDX-License-Identifier: Apache-2.0
import { disconnectDevice } from '../../board/connection.ts';
import { powerOff } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { group, type StepSpec, unwritten } from '../../engine/step.ts';
import { vexpressStep } from '../../flash/vexpress.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { mpsSchema } from './schema.ts';

export const mps = method(mpsSchema, (context) => {
  const { block, settings } = context;
  const files = new Deployment(context);
  return group('mps-deploy', [
    disconnectDevice(context),
    resetDevice(context),
    waitFor('usb-mass-storage-device'),
    ...files.fetchAll(block.images),
    vexpressStep('mount-vexpress-usbmsd'),
    ...Object.keys(block.images).sort().flatMap(copy),
    ...(settings?.parameters?.['hard-reboot']
      ? [vexpressStep('unmount-vexpress-usbmsd'), powerOff()]
      : [
          unwritten('deploy-mps-reboot-txt', { timeoutCode: 'step-timeout' }),
          vexpressStep('unmount-vexpress-usbmsd'),
        ]),
  ]);
});

function copy(image: string): StepSpec[] {
  if (image !== 'recovery_image')
    return [unwritten('deploy-mps-test-binary', { timeoutCode: 'step-timeout' })];
  return [vexpressStep('extract-vexpress-recovery-image'), vexpressStep('deploy-vexpress-recovery-image')];
}
