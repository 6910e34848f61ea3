// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/** Mount points at or below a directory, the deepest first. */
export function mountsBelow(path: string): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines
    .map((line) => plain(line.split(' ')[4] ?? ''))
    .filter((point) => point === path || point.startsWith(`${path}/`))
    .reverse();
}

/** The kernel writes space, tab, newline and backslash as octal numbers. */
function plain(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
