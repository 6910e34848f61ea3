// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from './float.ts';

/**
 * Exact values as everyday JavaScript: plain objects, arrays, numbers. Keys become text (`true`, `null`, `1.0`); a
 * `__proto__` key is an own property like any other. JavaScript moves keys that look like array indexes to the front:
 * where order or key types matter, keep the exact form. What was shared stays shared.
 */
export function toPlain(exact: unknown, made = new Map<object, unknown>()): unknown {
  if (typeof exact !== 'object' || exact === null) return exact;
  if (exact instanceof PyFloat) return exact.value;
  const seen = made.get(exact);
  if (seen !== undefined) return seen;
  const plain = convert(exact, made);
  made.set(exact, plain);
  return plain;
}

function convert(exact: object, made: Map<object, unknown>): unknown {
  if (exact instanceof Map) {
    const object: Record<string, unknown> = {};
    for (const [key, value] of exact) setOwn(object, keyText(key), toPlain(value, made));
    return object;
  }
  if (Array.isArray(exact)) return Array.from(exact, (item) => toPlain(item, made));
  if (exact instanceof Set) return Array.from(exact, (item) => toPlain(item, made));
  return exact;
}

/** Assigning `__proto__` would change the object's prototype instead. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

/** A key as JSON would spell it. */
export function keyText(key: unknown): string {
  return String(key);
}
