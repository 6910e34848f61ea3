// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import type { Run } from '../engine/step.ts';
import { labelledDisk, type UsbDevice, usbDevices } from '../host/usb.ts';
import type { Board } from '../job/board.ts';

export type Waited =
  | 'device-boardid'
  | 'device-path'
  | 'usb-serial'
  | 'usb-mass-storage-device'
  | 'dfu-device'
  | 'qdl-device';

/** How often the kernel is asked, milliseconds. */
const LOOK = 200;

/** USB number of Qualcomm's emergency download mode. */
const EMERGENCY = { vendor: '05c6', product: '9008' };

type Seen = () => boolean;

/** Looks at what is there instead of waiting for an event: a device that came before this began counts too. */
export async function waitForDevice(run: Run, what: Waited, path?: string): Promise<void> {
  const { board } = run.job;
  const [name, seen] = sought(board, what, path);
  if (!seen) {
    run.log.debug(`the device has no ${name}: there is nothing to wait for`);
    return;
  }
  run.log.debug(`Waiting until the worker sees the device by its ${name}`);
  while (!seen()) await run.progress.sleep(LOOK);
  if (what !== 'device-path') await run.progress.sleep(board.usb.sleep * 1000);
}

/** What the device is known by, and whether it is there; without a test for a device that does not say. */
function sought({ serials, usb }: Board, what: Waited, path: string | undefined): [string, Seen?] {
  const { board: id, qdl } = serials;
  const { vendor, product, label, serialDriver } = usb;
  switch (what) {
    case 'device-path':
      return ['device node', path === undefined ? undefined : () => existsSync(path)];
    case 'usb-mass-storage-device':
      return [
        'usb_filesystem_label',
        label === undefined ? undefined : () => labelledDisk(label) !== undefined,
      ];
    case 'qdl-device':
      return [
        'board_qdl_id',
        qdl === undefined ? undefined : () => some(EMERGENCY, (each) => isQdl(each, qdl)),
      ];
    case 'usb-serial':
      return [
        'board_id',
        id === undefined
          ? undefined
          : () => some({ serial: id }, ({ drivers }) => drivers.includes(serialDriver)),
      ];
    default:
      return ['board_id', id === undefined ? undefined : () => some({ serial: id, vendor, product })];
  }
}

function some(
  wanted: { [K in 'vendor' | 'product' | 'serial']?: string | undefined },
  test: (device: UsbDevice) => boolean = () => true,
): boolean {
  const { serial, vendor, product } = wanted;
  return usbDevices().some(
    (each) =>
      (serial === undefined || each.serial === serial) &&
      (vendor === undefined || each.vendor === vendor.toLowerCase()) &&
      (product === undefined || each.product === product.toLowerCase()) &&
      test(each),
  );
}

/** In that mode the serial number is a part of the name. */
function isQdl({ name, serial }: UsbDevice, id: string): boolean {
  return serial === id || name.toUpperCase().endsWith(`SN:${id.toUpperCase()}`) || name === id;
}
