// SPDX-License-Identifier: Apache-2.0
import { floatText, PyFloat } from '@lava/yaml/float.ts';
import { YamlTimestamp } from '@lava/yaml/timestamp.ts';
import { PyTuple } from '@lava/yaml/tuple.ts';

/** One text per exact value and type, order of keys included; `show` of reference.py makes the same. */
export function show(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return `i${value}`;
  if (typeof value === 'string') return asciiJson(value);
  if (value instanceof PyFloat) return `f${floatText(value.value)}`;
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')}`;
  if (value instanceof YamlTimestamp) return `d${value}`;
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${show(k)}:${show(v)}`).join(',')}}`;
  if (value instanceof Set) return `s{${[...value].map(show).sort().join(',')}}`;
  if (value instanceof PyTuple) return `(${value.map(show).join(',')})`;
  if (Array.isArray(value)) return `[${value.map(show).join(',')}]`;
  throw new TypeError(`no Python value: ${String(value)}`);
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\uffff]/g, (c) =>
    c === '\x7f' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
