// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import {
  type BootImages,
  type BootloaderWords,
  bootImagesOf,
  bootloaderWordsOf,
  commandListsOf,
} from './bootloaders.ts';
import { type Entries, entriesOf, mediaOf } from './entries.ts';
import { at, listOf, textOf } from './read.ts';

/** A console of the device, and the command on the worker that opens it. */
export interface BoardConsole {
  /** Name of the hardware, e.g. `uart0`. */
  name: string;
  command: string;
  /** `primary` for the console of the device itself; how it is left: `telnet`, `ssh`, `shell`. */
  tags: readonly string[];
}

/** A command that the lab has given the device, for `command` blocks. */
export interface UserCommand {
  do: readonly string[];
  /** Run when the job ends; none when empty. */
  undo: readonly string[];
}

/** A device as the dispatcher uses it: its configuration, read once. What only a method needs is in its `settings`. */
export interface Board {
  hostname: string;
  type: string;
  consoles: readonly BoardConsole[];
  /** Lines to run on the worker, by the name of the command, e.g. `hard_reset`; only commands that the device has. */
  commands: Readonly<Record<string, readonly string[]>>;
  userCommands: Readonly<Record<string, UserCommand>>;
  /** Milliseconds after each character that is typed, by section. */
  delays: { boot: number; test: number };
  /** Constants that are one text, e.g. `kernel-start-message`. */
  constants: Readonly<Record<string, string>>;
  /** What its bootloaders print and take, by boot method. */
  bootloaders: Readonly<Record<string, BootloaderWords>>;
  /** Lists of commands for its bootloaders, by boot method and name. */
  commandLists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** The form that kernel, device tree and ramdisk must have. */
  images: BootImages;
  /** Settings of its POSIX shell. */
  shell: Readonly<Record<string, string>>;
  /** What it says of its methods, by section. */
  entries: { deploy: Entries; boot: Entries };
  /** Keys of its configuration. */
  keys: readonly string[];
  /** Names of its media below /dev/disk/by-id on the device, by kind and label. */
  media: Readonly<Record<string, Readonly<Record<string, string>>>>;
  allowsTestServices: boolean;
  /** Names of the methods that the device has. */
  methods: { deploy: readonly string[]; boot: readonly string[] };
  architectures: readonly string[] | undefined;
  /** Header that its bootloader needs on a ramdisk, e.g. `u-boot`. */
  ramdiskHeader: string | undefined;
  serials: { adb?: string; fastboot?: string; board?: string; qdl?: string };
  /** How the worker knows the device on USB. */
  usb: {
    vendor?: string;
    product?: string;
    /** Label of the file system of its mass storage. */
    label?: string;
    /** Driver of its serial port. */
    serialDriver: string;
    /** Seconds that it needs after it was seen. */
    sleep: number;
  };
  fastboot: {
    /** Regular expression of what is printed while the firmware waits for fastboot, and the key that ends that. */
    waitPrompt: string;
    waitKey: string;
    viaUBoot: boolean;
    detect: boolean;
    options: readonly string[];
    order: readonly string[];
  };
  /** Values that stand for `{NAME}` in addresses. */
  staticInfo: Readonly<Record<string, string>>;
}

const parsed = new WeakMap<Device, Board>();

/** The device, parsed; the same value for the same device. */
export function boardOf(device: Device): Board {
  const known = parsed.get(device);
  if (known) return known;
  const board = parseBoard(device);
  parsed.set(device, board);
  return board;
}

function parseBoard(device: Device): Board {
  const disable = at(methods(device, 'deploy'), 'usbg-ms', 'disable');
  const fastboot = (key: string) => at(methods(device, 'deploy'), 'fastboot', key);
  const recovery = at(methods(device, 'deploy'), 'recovery', 'commands');
  const commands = Object.entries({
    usbg_ms_commands_disable: disable,
    ...record(recovery),
    ...device.commands,
  });
  return {
    hostname: device.hostname ?? '',
    type: device.devicetype ?? '',
    consoles: consolesOf(device),
    commands: Object.fromEntries(
      commands
        .filter(([name]) => !['users', 'connections', 'connect'].includes(name))
        .map(([name, lines]): [string, string[]] => [name, linesOf(lines)])
        .filter(([, lines]) => lines.length > 0),
    ),
    userCommands: Object.fromEntries(
      Object.entries(record(at(device.commands, 'users'))).map(([name, command]) => [
        name,
        { do: linesOf(at(command, 'do')), undo: linesOf(at(command, 'undo')) },
      ]),
    ),
    delays: {
      boot: Math.max(0, device.character_delays?.boot ?? 0),
      test: Math.max(0, device.character_delays?.test ?? 0),
    },
    constants: texts(device.constants),
    bootloaders: Object.fromEntries(
      Object.keys(methods(device, 'boot')).map((name) => [name, bootloaderWordsOf(device, name)]),
    ),
    commandLists: Object.fromEntries(
      Object.keys(methods(device, 'boot')).map((name) => [name, commandListsOf(device, name)]),
    ),
    images: bootImagesOf(device),
    shell: texts(device.constants?.posix),
    entries: { deploy: entriesOf(device, 'deploy'), boot: entriesOf(device, 'boot') },
    keys: Object.keys(device),
    media: mediaOf(device),
    allowsTestServices: at(device.parameters, 'allow_test_services') === true,
    methods: {
      deploy: Object.keys(methods(device, 'deploy')),
      boot: Object.keys(methods(device, 'boot')),
    },
    ramdiskHeader: header(at(device.actions.deploy, 'parameters', 'add_header')),
    architectures: device.available_architectures ?? undefined,
    serials: {
      ...text('adb', device.adb_serial_number),
      ...text('fastboot', device.fastboot_serial_number),
      ...text('board', device.board_id),
      ...text('qdl', at(device, 'board_qdl_id')),
    },
    usb: {
      ...text('vendor', at(device, 'usb_vendor_id')),
      ...text('product', at(device, 'usb_product_id')),
      ...text('label', at(device, 'usb_filesystem_label')),
      serialDriver: textOf(at(device, 'usb_serial_driver') ?? 'cdc_acm'),
      sleep: Math.max(0, Number(at(device, 'usb_sleep') ?? 0) || 0),
    },
    fastboot: {
      waitPrompt: textOf(fastboot('interrupt_prompt') ?? ''),
      waitKey: textOf(fastboot('interrupt_string') ?? ''),
      viaUBoot: Boolean(device.fastboot_via_uboot),
      detect: Boolean(device.fastboot_auto_detection),
      options: listOf(device.fastboot_options).map(textOf),
      order: listOf(device.flash_cmds_order).map(textOf),
    },
    staticInfo: Object.fromEntries(
      (device.static_info ?? []).flatMap((entry) =>
        Object.entries(entry).map(([name, value]) => [name, textOf(value)]),
      ),
    ),
  };
}

/** One `connect` command, or named connections with tags. */
function consolesOf({ commands }: Device): BoardConsole[] {
  const connect = commands?.connect;
  if (typeof connect === 'string' && connect !== '')
    return [{ name: 'primary', command: connect, tags: ['primary'] }];
  return Object.entries(record(commands?.connections)).flatMap(([name, connection]) => {
    const command = at(connection, 'connect');
    if (typeof command !== 'string' || command === '') return [];
    return [{ name, command, tags: listOf(at(connection, 'tags')).map(textOf) }];
  });
}

/**
 * The console of the device itself.
 * @throws LavaError `device-invalid` when there is none, or more than one
 */
export function primaryConsole({ consoles }: Board): BoardConsole {
  const [first, ...more] = consoles.filter(({ tags }) => tags.includes('primary'));
  if (first && more.length === 0) return first;
  const found = first ? `found ${more.length + 1}` : 'found none';
  throw new LavaError('device-invalid', `one connection of the device must have the tag primary; ${found}`, {
    hint: 'commands.connect, or an entry of commands.connections with tags: [primary]',
  });
}

function header(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A command of the device: a line, or a list of lines. */
function linesOf(command: unknown): string[] {
  if (command === '' || (typeof command === 'object' && !Array.isArray(command))) return [];
  return listOf(command).map(textOf);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function texts(values: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(values)).flatMap(([name, value]) =>
      value === null || typeof value === 'object' ? [] : [[name, String(value)]],
    ),
  );
}

function text<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  if (value === undefined || value === null) return {};
  return { [key]: textOf(value) } as Partial<Record<K, string>>;
}
