// SPDX-License-Identifier: Apache-2.0

/** Value at a path of keys in plain data; undefined where anything on the way is missing or is not a mapping. */
export function at(value: unknown, ...keys: string[]): unknown {
  let here = value;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}

/**
 * Text of a value that should be a word; empty for a list or mapping. `String` of a mapping may throw: it may have a key
 * `toString`.
 */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null ? '' : String(value);
}

/** A value that users may give by itself or as a list. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
