// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { disconnectDevice } from '../../board/connection.ts';
import { powerOff } from '../../board/power.ts';
import { resetDevice } from '../../board/reset.ts';
import { waitFor } from '../../board/udev.ts';
import { method } from '../../engine/method.ts';
import { group, type StepSpec } from '../../engine/step.ts';
import { asArchive, VexpressDrive } from '../../flash/vexpress.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { mpsSchema } from './schema.ts';

/** The board restarts when it finds this file, and removes it. */
const REBOOT = 'reboot.txt';

export const mps = method(mpsSchema, (context) => {
  const { block, settings } = context;
  const files = new Deployment(context);
  const drive = new VexpressDrive(context);
  const fetch = Object.entries(block.images).map(([name, image]) =>
    files.fetch(name, name === 'recovery_image' ? asArchive(image) : image),
  );
  return group('mps-deploy', [
    disconnectDevice(context),
    resetDevice(context),
    waitFor('usb-mass-storage-device'),
    ...fetch,
    drive.mount(),
    ...Object.keys(block.images).sort().flatMap(copy),
    ...(settings?.parameters?.['hard-reboot']
      ? [drive.unmount(), powerOff()]
      : [
          drive.note('deploy-mps-reboot-txt', REBOOT, settings?.parameters?.['reboot-string'] ?? ''),
          drive.unmount(),
        ]),
  ]);

  function copy(image: string): StepSpec[] {
    const file = files.file(image);
    if (image === 'recovery_image') return [drive.extract(file), drive.deploy()];
    const rename = block.images[image]?.rename;
    const source = async () => {
      const path = file?.get().path ?? '';
      return { path, name: rename ?? basename(path) };
    };
    return [drive.copy('deploy-mps-test-binary', source)];
  }
});
