// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import type { Problem } from '@lava/protocol/error/error.ts';
import { nearest } from '@lava/protocol/error/nearest.ts';
import { listed } from '@lava/protocol/error/problems.ts';
import { NO_COMMAND_LISTS } from '../job/bootloaders.ts';
import { at, textOf } from '../job/read.ts';
import { isEmptyValue } from '../job/refusal.ts';
import type { PlacedBlock } from './placed-block.ts';

/** Rules of single blocks that need the device: what a block names must be there, also where no step acts on it yet. */
export function deviceRules(placed: PlacedBlock, device: Device): Problem[] {
  return placed.section === 'boot' ? [...commandLists(placed, device), ...sshHost(placed, device)] : [];
}

/** Boot methods that take the name of a command list, and the entries of the device that may have it. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  barebox: ['barebox'],
  depthcharge: ['depthcharge'],
  fastboot: ['fastboot'],
  gdb: ['gdb'],
  grub: ['grub', 'grub-efi'],
  'grub-efi': ['grub-efi', 'grub'],
  ipxe: ['ipxe'],
  'u-boot': ['u-boot'],
  uefi: ['uefi'],
  'uefi-menu': ['uefi-menu'],
  uuu: ['uuu'],
};

function commandLists({ block, path }: PlacedBlock, device: Device): Problem[] {
  const name = at(block, 'commands');
  if (typeof name !== 'string' || name === '') return [];
  const method = textOf(at(block, 'method'));
  const all = methods(device, 'boot');
  const places = method === 'bootloader' ? [textOf(at(block, 'bootloader'))] : listsOf(method);
  const entry = places.find((each) => Object.hasOwn(all, each));
  // A device without the method is refused for that. In a `sequence` nothing is typed.
  if (entry === undefined || at(all, entry, 'sequence') !== undefined) return [];
  const known = namesIn(all[entry]);
  if (known.includes(name)) return [];
  const near = nearest(name, known);
  const hint = near === undefined ? 'write the commands themselves, as a list' : `did you mean \`${near}\`?`;
  return [
    {
      message: `boot method ${entry} of the device has no command list \`${name}\``,
      expected: known.length > 0 ? `one of ${listed(known)}` : 'a list of commands',
      found: name,
      hint,
      where: { path: [...path, 'commands'] },
    },
  ];
}

function listsOf(method: string): readonly string[] {
  return Object.hasOwn(LISTS, method) ? (LISTS[method] ?? []) : [];
}

function namesIn(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
  return Object.entries(entry)
    .filter(([key, value]) => typeof value === 'object' && value !== null && !NO_COMMAND_LISTS.includes(key))
    .map(([key]) => key);
}

/** The host of a session over SSH is the device's, or comes with a message of another role. */
function sshHost({ block, path }: PlacedBlock, device: Device): Problem[] {
  const boot = methods(device, 'boot');
  if (!textOf(at(block, 'method')).includes('ssh') || !Object.hasOwn(boot, 'ssh')) return [];
  const given = (value: unknown) => !isEmptyValue(value ?? null);
  if (given(at(block, 'parameters', 'hostID')) || given(at(methods(device, 'deploy'), 'ssh', 'host')))
    return [];
  return [
    {
      message: '`method`: no host to log in to: the device names none (`host` of its deploy method ssh)',
      expected: 'a host of the device, or `parameters: {hostID: …, host_key: …}`',
      found: 'nothing',
      hint: 'give the device a host, or name the message of another role that brings the address',
      where: { path: [...path, 'method'] },
    },
  ];
}
