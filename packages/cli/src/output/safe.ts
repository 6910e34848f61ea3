// SPDX-License-Identifier: Apache-2.0
import { safeText } from './terminal.ts';

/**
 * All text from a job, a device or a server goes through one of these before it reaches a terminal: it could hold
 * sequences that retitle, reprogram or fake the terminal of the reader.
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const C1 = /[\x7f-\x9f]/g;

/** One cell or value: a single line without any control character, and without marks that change the direction of text. */
export function safeCell(text: string): string {
  return safeText(text.replace(/[\t\r\n]+/g, ' '), false).replace(CONTROL, '');
}

/** Several lines; `colour` keeps colours and nothing else. */
export function safeLines(text: string, colour = false): string {
  return text
    .split('\n')
    .map((line) => safeText(line.replace(/\r$/, ''), colour))
    .join('\n');
}

/** JSON that means the same and holds no raw control character but newlines. */
export function safeJson(json: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
  return json.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped);
}

/** YAML, where JSON's escapes mean nothing outside double quotes: what is left of C1 controls is replaced. */
export function safeYaml(yaml: string): string {
  return safeLines(yaml).replace(C1, '\ufffd');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
