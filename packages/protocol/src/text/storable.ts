// SPDX-License-Identifier: Apache-2.0

/**
 * What PostgreSQL can hold of a text: everything but the character NUL and halves of surrogate pairs. People who send
 * such a text are refused, with its place; in what workers report it is replaced, since a job must end all the same.
 */

/** Levels of nesting that a value from outside may have. */
const MAX_DEPTH = 100;

const REPLACEMENT = '\ufffd';

export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The same text with U+FFFD for each character that cannot be held. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.replaceAll('\0', REPLACEMENT).toWellFormed();
}

/** The same for all texts and keys of a JSON value; what is nested too deep becomes null. The value itself if it is fine. */
export function storableValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) {
    const items = value.map((item) => storableValue(item, depth + 1));
    return items.every((item, i) => Object.is(item, value[i])) ? value : items;
  }
  const entries = Object.entries(value);
  const clean = entries.map(([key, each]) => [storable(key), storableValue(each, depth + 1)] as const);
  const same = clean.every(([key, each], i) => key === entries[i]?.[0] && Object.is(each, entries[i]?.[1]));
  return same ? value : Object.fromEntries(clean);
}

export interface Unstorable {
  path: (string | number)[];
  message: string;
}

/** The first place in a value, keys included, that cannot be held. */
export function findUnstorable(value: unknown, path: (string | number)[] = []): Unstorable | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : { path, message: reasonOf(value) };
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (path.length >= MAX_DEPTH) return { path: [], message: `is nested deeper than ${MAX_DEPTH} levels` };
  for (const [key, each] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : storable(key);
    if (!isStorable(key)) return { path: [...path, step], message: `has a key that ${reasonOf(key)}` };
    const found = findUnstorable(each, [...path, step]);
    if (found) return found;
  }
  return undefined;
}

function reasonOf(text: string): string {
  const what = text.includes('\0') ? 'the character NUL' : 'half of a surrogate pair';
  return `contains ${what}, which cannot be stored`;
}
