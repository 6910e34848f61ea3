// SPDX-License-Identifier: Apache-2.0
import { type Device, methods } from '@lava/protocol/device/device.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import * as z from 'zod';
import { at } from './read.ts';

const text = z.string().nullish();

/** One choice in a menu of the firmware: an entry by its label, a line, or the Escape key. */
const Choice = z.looseObject({
  items: z.array(z.string()).nullish().describe('Labels; the first that the menu has is chosen.'),
  fallback: text.describe('Label that is chosen where the menu has none of them.'),
  enter: text.describe('Text that is typed, with Enter after it.'),
  escape: z.unknown().optional().describe('The Escape key is pressed.'),
  prompt: text.describe('Regular expression of what the menu ends with.'),
  wait: text.describe('Regular expression of what comes next.'),
});
export type Choice = z.infer<typeof Choice>;

const Choices = z.array(z.looseObject({ select: Choice })).min(1);

/** What a menu prints and takes: parameters of a boot method of the device. */
const Words = z.looseObject({
  interrupt_prompt: text,
  interrupt_string: text,
  item_markup: z.tuple([z.string(), z.string()]).nullish(),
  item_class: text,
  separator: text,
  label_class: text,
  line_separator: text,
  bootloader_prompt: text,
  boot_message: text,
  menu_prompt: text,
  menu_boot_message: text,
});
export type MenuWords = z.infer<typeof Words>;

/** Characters of a label where the device says nothing. */
export const LABEL_CLASS = 'a-zA-Z0-9\\s\\:';

/** @throws LavaError `device-invalid` */
export function menuWords(device: Device, method: string): MenuWords {
  return parse(Words, at(methods(device, 'boot'), method, 'parameters'), `${method}.parameters`);
}

/**
 * A list of choices of the device.
 * @throws LavaError `device-invalid` when there is none of that name, or it is something else
 */
export function menuChoices(device: Device, method: string, name: string): Choice[] {
  const list = at(methods(device, 'boot'), method, name);
  return parse(Choices, list, `${method}.${name}`).map(({ select }) => select);
}

export function hasMenu(device: Device, method: string, name: string): boolean {
  return at(methods(device, 'boot'), method, name) !== undefined;
}

/** Name of the list of choices, in the firmware's menu, that start GRUB; undefined where it starts by itself. */
export function grubMenuOf(device: Device): string | undefined {
  const boot = methods(device, 'boot');
  const list = at(boot, 'grub-efi', 'menu_options') ?? at(boot, 'uefi-menu', 'menu_options');
  return typeof list === 'string' && list !== '' && 'uefi-menu' in boot ? list : undefined;
}

function parse<T>(shape: z.ZodType<T>, value: unknown, where: string): T {
  const result = shape.safeParse(value ?? undefined);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = ['actions.boot.methods', where, ...(issue?.path ?? [])].join('.');
  throw new LavaError('device-invalid', `device: ${path}: ${issue?.message ?? 'is wrong'}`);
}

/** Number of the last entry with that label: the menu was printed last. An exact label goes before a longer one. */
export function entryOf(
  entries: readonly { number: string; label: string }[],
  label: string,
): string | undefined {
  const wanted = label.trim();
  const exact = entries.findLast((entry) => entry.label === wanted);
  return (exact ?? entries.findLast((entry) => entry.label.startsWith(wanted)))?.number;
}
