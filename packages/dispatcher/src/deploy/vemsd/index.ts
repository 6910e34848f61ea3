// SPDX-License-Identifier: Apache-2.0

import { connectDevice } from '../../board/connection.ts';
import { neededConsole } from '../../board/connection-key.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method, type PlanContext } from '../../engine/method.ts';
import { group, retry, type StepSpec, step } from '../../engine/step.ts';
import { asArchive, VexpressDrive } from '../../flash/vexpress.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { type VemsdBlock, type VemsdDevice, vemsdSchema } from './schema.ts';

const ON_HOST = { timeoutCode: 'step-timeout' } as const;

export const vemsd = method(vemsdSchema, (context) => {
  const { block, settings } = context;
  const files = new Deployment(context);
  const drive = new VexpressDrive(context);
  const fetch = files.fetch('recovery_image', asArchive(block.recovery_image));
  const connect = connectDevice(context);
  const steps = group(
    'vexpress-fw-deploy',
    [
      fetch,
      connect,
      resetDevice(context),
      drive.extract(files.file('recovery_image')),
      talk(context, 'enter-vexpress-mcc', 'enterController'),
      talk(context, 'enable-vexpress-usbmsd', 'showStorage'),
      waitFor('usb-mass-storage-device'),
      drive.mount(),
      drive.deploy(),
      drive.unmount(),
      ...(settings.parameters?.flash_prompt ? [talk(context, 'erase-vexpress-flash', 'eraseFlash')] : []),
    ],
    ON_HOST,
  );
  return retry('vexpress-fw-deploy-retry', [steps], ON_HOST);
});

/** A part of the dialogue with the board controller. */
function talk(
  context: PlanContext<VemsdBlock, VemsdDevice>,
  name: string,
  part: 'enterController' | 'showStorage' | 'eraseFlash',
): StepSpec {
  const console = neededConsole(context);
  const words = context.settings.parameters ?? {};
  return step(
    name,
    async (run) => (await import('./controller.ts'))[part](run, console.get(), words),
    ON_HOST,
  );
}
