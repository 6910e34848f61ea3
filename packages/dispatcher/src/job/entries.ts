// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import { at, listOf, textOf } from './read.ts';

/** What a device says of one of its methods: enough to take or refuse a block; the method's own schema parses the rest. */
export interface Entry {
  keys: readonly string[];
  /** Undefined where the entry has none. */
  parameters: Readonly<Record<string, unknown>> | undefined;
  options: Readonly<Record<string, unknown>> | undefined;
}

/** By name of the method. */
export type Entries = Readonly<Record<string, Entry>>;

export function entriesOf(device: Device, section: 'deploy' | 'boot'): Entries {
  return Object.fromEntries(
    Object.entries(methods(device, section)).map(([name, entry]): [string, Entry] => [
      name,
      {
        keys: Object.keys(record(entry)),
        parameters: recordAt(entry, 'parameters'),
        options: recordAt(entry, 'options'),
      },
    ]),
  );
}

/** Names below /dev/disk/by-id of the media of a device, by kind (`sata`, `sd`, `usb`) and label. */
export function mediaOf(device: Device): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    Object.entries(record(at(device.parameters, 'media'))).map(([kind, media]) => [
      kind,
      Object.fromEntries(
        Object.keys(record(media)).flatMap((label) => {
          const uuid = at(media, label, 'uuid');
          return uuid === undefined ? [] : [[label, textOf(uuid)]];
        }),
      ),
    ]),
  );
}

/** A list of commands of an entry by its name; empty when it has none of that name. */
export function namedCommands(entry: object | null, name: string): unknown[] {
  return listOf(at(entry, name, 'commands'));
}

/** All that holds commands which the worker runs for the device's configuration. */
export function labCommandsOf(device: Device): unknown[] {
  const deploy = methods(device, 'deploy');
  return [device.commands, at(deploy, 'flasher', 'commands'), at(deploy, 'recovery', 'commands')];
}

function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  const found = at(value, key);
  return found === undefined ? undefined : record(found);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
