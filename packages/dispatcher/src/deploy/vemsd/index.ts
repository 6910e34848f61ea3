// SPDX-License-Identifier: Apache-2.0
import { connectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { group, retry } from '../../engine/step.ts';
import { vexpressStep } from '../../flash/vexpress.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { vemsdSchema } from './schema.ts';

export const vemsd = method(vemsdSchema, (context) => {
  const { block, settings } = context;
  const steps = group(
    'vexpress-fw-deploy',
    [
      new Deployment(context).fetch('recovery_image', block.recovery_image),
      connectDevice(context),
      resetDevice(context),
      vexpressStep('extract-vexpress-recovery-image'),
      vexpressStep('enter-vexpress-mcc'),
      vexpressStep('enable-vexpress-usbmsd'),
      waitFor('usb-mass-storage-device'),
      vexpressStep('mount-vexpress-usbmsd'),
      vexpressStep('deploy-vexpress-recovery-image'),
      vexpressStep('unmount-vexpress-usbmsd'),
      ...(settings.parameters?.flash_prompt ? [vexpressStep('erase-vexpress-flash')] : []),
    ],
    { timeoutCode: 'step-timeout' },
  );
  return retry('vexpress-fw-deploy-retry', [steps], { timeoutCode: 'step-timeout' });
});
