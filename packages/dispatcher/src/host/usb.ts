// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Environment variables with other places for what the kernel tells and for its device nodes. */
const SYS = 'LAVA_WORKER_SYS_DIR';
const DEV = 'LAVA_WORKER_DEV_DIR';

/** A device on the USB of the worker, as the kernel describes it. */
export interface UsbDevice {
  vendor: string;
  product: string;
  serial: string;
  /** What it calls itself. */
  name: string;
  /** Drivers of its interfaces, e.g. `cdc_acm`. */
  drivers: readonly string[];
}

/** All that are plugged in now. */
export function usbDevices(): UsbDevice[] {
  const root = join(process.env[SYS] ?? '/sys', 'bus/usb/devices');
  const entries = namesIn(root);
  return entries
    .filter((entry) => !entry.includes(':'))
    .map((entry) => ({
      vendor: textAt(root, entry, 'idVendor').toLowerCase(),
      product: textAt(root, entry, 'idProduct').toLowerCase(),
      serial: textAt(root, entry, 'serial'),
      name: textAt(root, entry, 'product'),
      drivers: entries.filter((each) => each.startsWith(`${entry}:`)).map((each) => driverOf(root, each)),
    }));
}

/** Is there a file system with this label on a disk of the worker? Its device node, then. */
export function labelledDisk(label: string): string | undefined {
  // udev writes what is not plain as \xNN.
  const name = label.replace(
    /[^\w#+.:=@-]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return existing(deviceDirectory('disk/by-label'), name);
}

/** A disk of the worker by the name that its hardware gives it. */
export function namedDisk(name: string): string | undefined {
  return existing(deviceDirectory('disk/by-id'), basename(name));
}

function deviceDirectory(name: string): string {
  return join(process.env[DEV] ?? '/dev', name);
}

function existing(directory: string, name: string): string | undefined {
  const path = join(directory, name);
  return existsSync(path) ? path : undefined;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // a worker without USB
  }
}

/** Empty when the device has gone meanwhile. */
function textAt(...path: string[]): string {
  try {
    return readFileSync(join(...path), 'utf8').trim();
  } catch {
    return '';
  }
}

function driverOf(root: string, entry: string): string {
  try {
    return basename(readlinkSync(join(root, entry, 'driver')));
  } catch {
    return ''; // no driver has it yet
  }
}
