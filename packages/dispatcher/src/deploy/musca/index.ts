// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { disconnectDevice } from '../../board/connection.ts';
import { resetDevice } from '../../board/reset.ts';
import { method } from '../../engine/method.ts';
import { retry } from '../../engine/step.ts';
import { Drive } from '../../flash/drive.ts';
import { Deployment } from '../../overlay/deployment.ts';
import { muscaSchema } from './schema.ts';

export const musca = method(muscaSchema, (context) => {
  const { block, board, settings } = context;
  const files = new Deployment(context);
  const fetch = files.fetch('test_binary', block.images.test_binary);
  const drive = new Drive({ hardware: settings?.id_serial ?? `usb-MBED_VFS_${board.serials.board}-0:0` });
  return retry('musca-deploy', [
    disconnectDevice(context),
    fetch,
    resetDevice(context),
    drive.appears('wait-musca-path'),
    drive.mount('mount-musca-usbmsd'),
    drive.use('deploy-musca-test-binary', async (run, storage) => {
      const path = files.file('test_binary')?.get().path ?? '';
      await (await import('../../flash/mass-storage.ts')).copyOnto(run, storage, path, basename(path));
    }),
    drive.unmount('unmount-musca-usbmsd'),
    drive.returns('wait-musca-path'),
    drive.mount('mount-musca-usbmsd'),
    drive.use('check-musca-flash', async (_, storage) =>
      (await import('../../flash/mass-storage.ts')).checkRefusal(storage),
    ),
    drive.unmount('unmount-musca-usbmsd'),
  ]);
});
