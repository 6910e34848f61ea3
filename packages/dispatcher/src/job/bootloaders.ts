// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import { at, listOf, textOf } from './read.ts';

/** What a bootloader prints and takes: from the parameters of its boot method, else from the constants of the device. */
export interface BootloaderWords {
  /** Regular expression of its prompt. */
  prompt: string | undefined;
  /** False: the prompt comes by itself. */
  needsInterrupt: boolean;
  /** The commands are put into a script that it loads. */
  script: boolean;
  /** Regular expression of what is printed when it starts. */
  startMessage: string | undefined;
  /** Command line of the kernel, by the list of commands. */
  commandLines: Readonly<Record<string, string>>;
  /** For `{LAVA_MAC}`. */
  mac: string | undefined;
  /** Commands that apply one device tree overlay. */
  applyOverlay: readonly string[];
  /** Regular expression of what is printed while the autoboot can be stopped. */
  interruptPrompt: string | undefined;
  /** What stops it. */
  interruptCharacter: string | undefined;
  /** Keys that stop it, pressed with Ctrl. */
  interruptKeys: readonly string[];
  /** A newline follows the character. */
  interruptNewline: boolean;
  /** Command that boots from the other bank. */
  altbankCommand: string;
  /** Regular expression of what is printed when a file was taken by DFU. */
  dfuMessage: string | undefined;
  /** What is printed last, before the kernel. */
  finalMessage: string | undefined;
  /** Regular expressions of what means that a command has failed. */
  errorMessages: readonly string[];
}

/** A command of U-Boot that starts a kernel. */
export const BOOT_COMMANDS = ['booti', 'bootz', 'bootm'] as const;
export type BootCommand = (typeof BOOT_COMMANDS)[number];

/** Addresses in the memory of the device, as its bootloader reads them. */
export type LoadAddresses = Partial<Record<'kernel' | 'ramdisk' | 'dtb' | 'tee' | 'dtbo', string>>;

/** The form that what the device boots must have. */
export interface BootImages {
  /** By the command; only those that the device has. */
  addresses: Readonly<Partial<Record<BootCommand, LoadAddresses>>>;
  /** Bytes that a device tree grows by for its overlays. */
  dtbBaseResize: string | undefined;
  /** Of the legacy image header, in the words of mkimage. */
  architecture: string | undefined;
  /** Where the kernel is loaded, where that is not its address. */
  textOffset: string | undefined;
  /** Where a FIT image has its kernel loaded. */
  loadAddress: string | undefined;
  /** The device tree follows the kernel in one file. */
  appendDtb: boolean;
  /** The kernel runs where it lies, behind its header. */
  executeInPlace: boolean;
}

export function bootImagesOf({ parameters, actions }: Device): BootImages {
  const deploy = at(actions.deploy, 'parameters');
  const addresses = BOOT_COMMANDS.flatMap((command) => {
    const of = at(parameters, command);
    return typeof of === 'object' && of !== null ? [[command, textsOf(of)]] : [];
  });
  return {
    addresses: Object.fromEntries(addresses),
    dtbBaseResize: text(at(parameters, 'dtb_base_resize')),
    architecture: text(at(deploy, 'mkimage_arch')),
    textOffset: text(at(parameters, 'text_offset')),
    loadAddress: text(at(parameters, 'load_address')),
    appendDtb: at(deploy, 'append_dtb') === true,
    executeInPlace: at(deploy, 'use_xip') === true,
  };
}

/** @param method name of the boot method, e.g. `u-boot` */
export function bootloaderWordsOf(device: Device, method: string): BootloaderWords {
  const constants = at(device.constants, method);
  const parameters = at(methods(device, 'boot'), method, 'parameters');
  const keys = listOf(at(parameters, 'interrupt_ctrl_list')).map(textOf);
  return {
    prompt: text(at(parameters, 'bootloader_prompt')),
    needsInterrupt: at(parameters, 'needs_interrupt') !== false,
    script: at(parameters, 'use_bootscript') === true,
    startMessage: text(at(parameters, 'start_message')),
    commandLines: commandLinesOf(at(methods(device, 'boot'), method)),
    mac: text(at(parameters, 'lava_mac')),
    applyOverlay: listOf(at(parameters, 'apply_dtbo_commands')).map(textOf),
    interruptPrompt: text(at(parameters, 'interrupt_prompt')) ?? text(at(constants, 'interrupt-prompt')),
    interruptCharacter: text(at(parameters, 'interrupt_char')) ?? text(at(constants, 'interrupt-character')),
    interruptKeys: keys.length > 0 ? keys : listOf(at(constants, 'interrupt_ctrl_list')).map(textOf),
    interruptNewline: at(constants, 'interrupt-newline') !== false,
    altbankCommand: text(at(parameters, 'uboot_altbank_cmd')) ?? 'reset',
    dfuMessage: text(at(constants, 'dfu-download')),
    finalMessage: text(at(constants, 'final-message')),
    errorMessages: listOf(at(constants, 'error-messages')).map(textOf),
  };
}

/** Keys of a boot method's entry that hold no list of commands. */
export const NO_COMMAND_LISTS: readonly string[] = ['parameters', 'options', 'menu_options'];

/** Named lists of commands of a boot method. */
export function commandListsOf(device: Device, method: string): Readonly<Record<string, readonly string[]>> {
  const entry = at(methods(device, 'boot'), method);
  if (typeof entry !== 'object' || entry === null) return {};
  return Object.fromEntries(
    Object.keys(entry)
      .filter((name) => !NO_COMMAND_LISTS.includes(name))
      .map((name) => [name, listOf(at(entry, name, 'commands')).map(textOf)]),
  );
}

function commandLinesOf(entry: unknown): Record<string, string> {
  if (typeof entry !== 'object' || entry === null) return {};
  return Object.fromEntries(
    Object.keys(entry).flatMap((name) => {
      const line = text(at(entry, name, 'cmdline'));
      return line === undefined ? [] : [[name, line]];
    }),
  );
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' || typeof value === 'object'
    ? undefined
    : String(value);
}

function textsOf(values: object): LoadAddresses {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const known = text(value);
      return known === undefined ? [] : [[name, known]];
    }),
  );
}
