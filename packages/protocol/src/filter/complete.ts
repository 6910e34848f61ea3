// SPDX-License-Identifier: Apache-2.0
import { FILTER_KEYS } from './keys.ts';

export interface FilterOption {
  /** The whole text with its last word completed. */
  value: string;
  /** What is offered, and what it means. */
  label: string;
  about: string;
}

/**
 * What the last word of a filter may become.
 * @param names values that the lab has, by key, such as device types
 */
export function completeFilter(
  text: string,
  names: Readonly<Record<string, readonly string[]>> = {},
): FilterOption[] {
  const [, before = '', minus = '', key, typed = ''] = /^(.*?\s|)(-?)(?:([a-z]+):)?(\S*)$/s.exec(text) ?? [];
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return [];
  if (key === undefined) {
    return Object.entries(FILTER_KEYS)
      .filter(([name, { not }]) => name.startsWith(typed) && (minus === '' || not !== undefined))
      .map(([name, known]) => ({
        value: `${before}${minus}${name}:`,
        label: `${minus}${name}:`,
        about: known.text,
      }));
  }
  const known = Object.hasOwn(FILTER_KEYS, key) ? FILTER_KEYS[key] : undefined;
  if (!known) return [];
  const [, done = '', last = ''] = known.many ? (/^(.*,|)([^,]*)$/s.exec(typed) ?? []) : ['', '', typed];
  const values = [...Object.keys(known.synonyms ?? {}), ...(known.words ?? names[key] ?? [])];
  return values
    .filter((value) => value.startsWith(last))
    .map((value) => ({ value: `${before}${minus}${key}:${done}${value} `, label: value, about: '' }));
}
