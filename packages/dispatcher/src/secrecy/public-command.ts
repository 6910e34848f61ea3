// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { commandWords } from './command-words.ts';

/** What a log shows in the place of facts of the device. */
export const HIDDEN = '<device>';

/** Words that say what is done, and to nothing in particular. */
const VERBS =
  /^(?:on|off|cycle|reboot|reset|restart|start|stop|status|power|press|release|enable|disable|up|down|do|undo|true|false)$/i;

/** Commands that lists of commands have between the others. */
const HARMLESS = /^(?:\/bin\/)?(?:sleep [\d.]+[smh]?|true|false)$/;

/** No name of a program, or one with an address in it. */
const ADDRESS_LIKE = /[=@:]|\d{1,3}(?:\.\d{1,3}){3}/;

/**
 * A command of the device as everybody may read it: the program, the names of its options and what it does. Anything
 * else may name something of the lab, whether it looks like that or not.
 */
export function publicCommand(line: string): string {
  const [program = '', ...args] = commandWords(line);
  if (HARMLESS.test(line)) return line;
  const words = [ADDRESS_LIKE.test(program) ? HIDDEN : basename(program)];
  for (const arg of args) {
    const word = publicWord(arg);
    if (word !== HIDDEN || words.at(-1) !== HIDDEN) words.push(word);
  }
  return words.join(' ');
}

function publicWord(word: string): string {
  if (VERBS.test(word) || /^(?:--[a-z][a-z-]*|-[A-Za-z]|--)$/.test(word)) return word;
  const option = /^(--[a-z][a-z-]*=)./s.exec(word);
  return option ? `${option[1]}${HIDDEN}` : HIDDEN;
}
