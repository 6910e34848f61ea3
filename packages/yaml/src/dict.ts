// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from './float.ts';
import { YamlTimestamp } from './timestamp.ts';
import { PyTuple } from './tuple.ts';

/**
 * A Python `dict`: a Map whose keys are equal when Python says so. `1`, `1.0` and `True` are one key; tuples and
 * timestamps are compared by value. As in Python the first spelling of a key is kept and the last value wins.
 */
export class PyDict extends Map<unknown, unknown> {
  /** Canonical key → key as it was given, for the few keys where the two differ. */
  #spelled: Map<unknown, unknown> | undefined;

  constructor(entries?: Iterable<readonly [unknown, unknown]>) {
    super();
    for (const [key, value] of entries ?? []) this.set(key, value);
  }

  override get(key: unknown): unknown {
    return super.get(typeof key === 'string' ? stringKey(key) : canonicalKey(key));
  }

  override has(key: unknown): boolean {
    return super.has(typeof key === 'string' ? stringKey(key) : canonicalKey(key));
  }

  override set(key: unknown, value: unknown): this {
    const canonical = typeof key === 'string' ? stringKey(key) : canonicalKey(key);
    if (canonical !== key && !super.has(canonical)) {
      this.#spelled ??= new Map();
      this.#spelled.set(canonical, key);
    }
    return super.set(canonical, value);
  }

  override delete(key: unknown): boolean {
    const canonical = canonicalKey(key);
    this.#spelled?.delete(canonical);
    return super.delete(canonical);
  }

  override clear(): void {
    this.#spelled = undefined;
    super.clear();
  }

  override keys(): MapIterator<unknown> {
    return this.#spelled ? spelledKeys(super.keys(), this.#spelled) : super.keys();
  }

  override entries(): MapIterator<[unknown, unknown]> {
    return this.#spelled ? spelledEntries(super.entries(), this.#spelled) : super.entries();
  }

  override [Symbol.iterator](): MapIterator<[unknown, unknown]> {
    return this.entries();
  }

  override forEach(visit: (value: unknown, key: unknown, dict: Map<unknown, unknown>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

/** Longest key made of a tuple, in characters, and most items of one: shared tuples make short data endless. */
const MAX_TUPLE = 100_000;

/**
 * Whether Python would take it as a dictionary's key.
 *
 * @throws RangeError for a tuple of more than 100,000 items, those of inner tuples counted
 */
export function isHashable(value: unknown, budget = { left: MAX_TUPLE }): boolean {
  if (--budget.left < 0) throw new RangeError('a tuple is too large for a key');
  if (value instanceof PyTuple) return value.every((item) => isHashable(item, budget));
  return !(Array.isArray(value) || value instanceof Map || value instanceof Set);
}

function* spelledKeys(keys: Iterable<unknown>, spelled: Map<unknown, unknown>): MapIterator<unknown> {
  for (const key of keys) yield spelled.has(key) ? spelled.get(key) : key;
}

function* spelledEntries(
  entries: Iterable<[unknown, unknown]>,
  spelled: Map<unknown, unknown>,
): MapIterator<[unknown, unknown]> {
  for (const [key, value] of entries) yield [spelled.has(key) ? spelled.get(key) : key, value];
}

/** Strings stand for themselves; a leading NUL is doubled so that none can look like the keys made below. */
function stringKey(key: string): string {
  return key.charCodeAt(0) === 0 ? `\0${key}` : key;
}

function canonicalKey(key: unknown): unknown {
  if (typeof key === 'string') return stringKey(key);
  if (typeof key === 'boolean') return Number(key);
  if (key instanceof PyFloat) return floatKey(key);
  if (key instanceof PyTuple) return tupleKey(key);
  if (key instanceof YamlTimestamp) return `\0timestamp:${key}`;
  if (key instanceof Uint8Array) return `\0bytes:${key.join()}`;
  return key;
}

function floatKey(key: PyFloat): unknown {
  if (Number.isNaN(key.value)) return key;
  if (!Number.isInteger(key.value) || Number.isSafeInteger(key.value)) return key.value;
  return BigInt(key.value);
}

function tupleKey(key: PyTuple): string {
  let text = '\0tuple:';
  for (const item of key) {
    text += partText(item);
    if (text.length > MAX_TUPLE) throw new RangeError('a tuple is too large for a key');
  }
  return text;
}

function partText(item: unknown): string {
  const canonical = canonicalKey(item);
  const text = String(canonical);
  return `${typeof canonical}${text.length}:${text}`;
}
