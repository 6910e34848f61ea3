// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DEVICES = '/sys/bus/usb/devices';

/** What a device says of the USB devices that it shows to the worker. */
interface UsbInfo {
  board_id?: unknown;
  usb_vendor_id?: unknown;
  usb_product_id?: unknown;
}

/** Nodes of those that are plugged in now, by their serial number and ids as the device names them. */
export function usbNodes(wanted: readonly UsbInfo[], directory = DEVICES): string[] {
  const all = present(directory);
  const nodes = wanted.flatMap(({ board_id: serial, usb_vendor_id: vendor, usb_product_id: product }) => {
    const asked = Object.entries({ serial, idVendor: vendor, idProduct: product }).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    );
    if (asked.length === 0) return [];
    return all.filter((each) => asked.every(([key, value]) => each.read(key) === String(value))).map(nodeOf);
  });
  return [...new Set(nodes)];
}

interface Present {
  read(key: string): string | undefined;
}

function present(directory: string): Present[] {
  try {
    return readdirSync(directory).map((name) => ({ read: (key) => readText(join(directory, name, key)) }));
  } catch {
    return []; // this machine has no USB
  }
}

function nodeOf({ read }: Present): string {
  const [bus = '', device = ''] = ['busnum', 'devnum'].map((key) => (read(key) ?? '').padStart(3, '0'));
  return `/dev/bus/usb/${bus}/${device}`;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined; // an interface has no serial number
  }
}
