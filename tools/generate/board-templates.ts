// SPDX-License-Identifier: Apache-2.0
import type { Board } from './board-tables.ts';

const MARK = 'Made from boards/';

/** The template of each row: file name → text. */
export function boardTemplates(boards: readonly Board[]): Map<string, string> {
  return new Map(boards.map((board) => [`${board.name}.jinja2`, template(board)]));
}

/** Whether a template was made from a row, which may be gone by now. */
export function isMadeFromRow(text: string): boolean {
  return text.split('\n', 1)[0]?.includes(MARK) ?? false;
}

function template(board: Board): string {
  const tree = board.dtb ? ` Device tree: ${board.dtb}.` : '';
  const lines = Object.entries(variables(board)).map(
    ([name, value]) => `{% set ${name} = ${name} | default(${literal(value)}) %}\n`,
  );
  return `{# SPDX-License-Identifier: Apache-2.0. ${MARK}${board.table}.yaml by ./lava generate; change that. #}
{# ${board.about}. #}
{#${tree} From ${board.source}. #}
{% extends '${board.base}.jinja2' %}
${lines.join('')}`;
}

/** Variables of the templates that a row sets. */
function variables(board: Board): Record<string, unknown> {
  const [device, speed] = board.console?.split(',') ?? [];
  const all: Record<string, unknown> = {
    uboot_mkimage_arch: board.arch,
    mkimage_fit_arch: board.fit,
    console_device: device,
    baud_rate: speed === undefined ? undefined : Number(speed),
    base_kernel_args: board.args,
    bootloader_prompt: board.prompt,
    interrupt_prompt: board.interrupt,
    ...addresses('booti', board.booti),
    ...addresses('bootm', board.bootm),
    ...addresses('bootz', board.bootz),
    ...board.set,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function addresses(command: string, text: string | undefined): Record<string, string | undefined> {
  const [kernel, ramdisk, dtb] = text?.split(' ') ?? [];
  return {
    [`${command}_kernel_addr`]: kernel,
    [`${command}_ramdisk_addr`]: ramdisk,
    [`${command}_dtb_addr`]: dtb,
  };
}

/** A value as Jinja reads it. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, each]) => `${literal(key)}: ${literal(each)}`)
      .join(', ')}}`;
  return value === null ? 'None' : String(value);
}
