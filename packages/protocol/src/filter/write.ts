// SPDX-License-Identifier: Apache-2.0
import { FILTER_KEYS } from './keys.ts';
import { readConditions } from './lava-conditions.ts';
import type { FilterValues } from './parse.ts';

/** The text that `parseFilter` reads as these parameters. */
export function writeFilter(values: FilterValues): string {
  const keys = Object.entries(FILTER_KEYS).flatMap(([key, { field, not }]) => [
    ...(values[field] === undefined ? [] : [`${key}:${words(values[field])}`]),
    ...(not === undefined || values[not] === undefined ? [] : [`-${key}:${words(values[not])}`]),
  ]);
  return [...keys, ...(values.search === undefined ? [] : [quoted(String(values.search))])].join(' ');
}

/** LAVA's list of conditions as a filter; undefined for what is none. @throws Error that says what cannot be asked for */
export function filterOfConditions(text: string): string | undefined {
  if (!/^\s*[a-z]+(__|_[a-z]+)/.test(text) || !text.includes('__')) return undefined;
  return writeFilter(readConditions(text, Date.now()));
}

const words = (value: string | string[]) =>
  [value]
    .flat()
    .map((word) => (/^[\w.-]+$/.test(word) ? word : quoted(word)))
    .join(',');

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
