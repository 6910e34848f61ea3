// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';

/** What makes programs on a terminal send a break to the device, by the connection's tag or the program's name. */
const BREAKS: Readonly<Record<string, string>> = {
  telnet: '\x1dsend break\r',
  ssh: '\r~B',
  picocom: '\x01\x1c',
  tio: '\x14b',
  cu: '\r~#',
  screen: '\x01b',
};

export function breakOf(tags: readonly string[], program: string): string | undefined {
  const known = [...tags, basename(program)].find((name) => Object.hasOwn(BREAKS, name));
  return known === undefined ? undefined : BREAKS[known];
}
