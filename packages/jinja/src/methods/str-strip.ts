// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import { typeName } from '../values/type-name.ts';

/** What Python's `str` takes for white space, as a class for regular expressions. */
export const PYTHON_SPACE =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';

const SPACE = new RegExp(PYTHON_SPACE);

/** @param chars characters to take away; none or None: white space */
export function stripLeft(text: string, chars?: unknown): string {
  const drop = dropTest(chars);
  let start = 0;
  while (start < text.length && drop(text.charAt(start))) start++;
  return text.slice(start);
}

export function stripRight(text: string, chars?: unknown): string {
  const drop = dropTest(chars);
  let end = text.length;
  while (end > 0 && drop(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function dropTest(chars: unknown): (character: string) => boolean {
  if (chars === undefined || chars === null) return (character) => SPACE.test(character);
  if (typeof chars !== 'string')
    return fail('TypeError', `strip arg must be None or str, not ${typeName(chars)}`);
  const set = new Set(chars.split(''));
  return (character) => set.has(character);
}
