// SPDX-License-Identifier: Apache-2.0

/** Values for `{NAME}` in commands; undefined for a name that this boot has no value for. */
export type Placeholders = Readonly<Record<string, string | undefined>>;

/** Stands for the commands that apply the device tree overlays. */
const APPLY_DTBO = '{APPLY_DTBO_COMMANDS}';

export interface Filled {
  commands: string[];
  /** Lines that were left out, since a name in them has no value. */
  dropped: { line: string; name: string }[];
}

/**
 * Commands with their placeholders filled in. As in LAVA a line with a name that has no value is left out: so one list of a
 * device serves jobs with and without a ramdisk. What is not a name of a placeholder, such as `${filesize}`, stays as it is.
 * @param overlays commands that apply one device tree overlay, and its path for each of them
 */
export function fillIn(
  lines: readonly string[],
  values: Placeholders,
  overlays: { commands: readonly string[]; paths: readonly string[] } = { commands: [], paths: [] },
): Filled {
  const filled: Filled = { commands: [], dropped: [] };
  for (const line of lines) {
    if (line.trim() !== APPLY_DTBO) add(filled, line, values);
    else
      for (const path of overlays.paths)
        for (const command of overlays.commands) add(filled, command, { ...values, DTBO: path });
  }
  return filled;
}

function add({ commands, dropped }: Filled, line: string, values: Placeholders): void {
  let without: string | undefined;
  const text = line.replace(/\{([A-Z][A-Z0-9_]*)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(values, name)) return whole;
    const value = values[name];
    without ??= value === undefined ? name : undefined;
    return value ?? '';
  });
  if (without === undefined) commands.push(text);
  else dropped.push({ line, name: without });
}
