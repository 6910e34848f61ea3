// SPDX-License-Identifier: Apache-2.0
import { PyDict } from '@lava/yaml/dict.ts';
import { PyFloat } from '@lava/yaml/float.ts';
import { YamlTimestamp } from '@lava/yaml/timestamp.ts';
import { PyTuple, tupleOf } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';

const MAX_DEPTH = 100;

/**
 * A JavaScript value as Python would hold it: whole numbers are ints, others floats (a PyFloat says so for `1.0`), plain
 * objects and Maps become dictionaries, undefined and null None. Copies collections: a template cannot change the caller's.
 */
export function toPython(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) fail('limit', 'a variable given to the template is nested too deeply');
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return BigInt.asIntN(54, value) === value ? Number(value) : value;
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : new PyFloat(value);
    case 'object':
      return value === null ? null : objectOf(value, depth);
    default:
      return null;
  }
}

function objectOf(value: object, depth: number): unknown {
  const inner = (item: unknown) => toPython(item, depth + 1);
  if (value instanceof PyTuple) return tupleOf(Array.from(value, inner));
  if (Array.isArray(value)) return Array.from(value, inner);
  if (value instanceof Map) return new PyDict(Array.from(value, ([key, item]) => [inner(key), inner(item)]));
  if (value instanceof Set) return new Set(Array.from(value, inner));
  if (value instanceof PyFloat || value instanceof YamlTimestamp || value instanceof Uint8Array) return value;
  return new PyDict(Object.entries(value).map(([key, item]) => [key, inner(item)]));
}
