// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { PyTuple } from '@lava/yaml/tuple.ts';

/**
 * A template's variables as one text, different for whatever a template could tell apart: JSON would make one of `1` and
 * `1.0`, nothing of a dictionary, and an exception of a large number.
 *
 * @param value as `loadYamlExact` gives it, or plain
 */
export function spell(value: unknown): string {
  return JSON.stringify(tagged(value));
}

function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return [value instanceof PyTuple ? 'tuple' : 'list', Array.from(value, tagged)];
  if (value instanceof Map) return ['dict', Array.from(value, tagged)];
  if (value instanceof Set) return ['set', Array.from(value, tagged)];
  if (value instanceof Uint8Array) return ['bytes', value.join()];
  if (value instanceof PyFloat) return ['float', String(value)];
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return ['object', tagged(Object.entries(value))];
  return [value.constructor.name, String(value)];
}
