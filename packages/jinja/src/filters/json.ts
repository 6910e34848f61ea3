// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { fail } from '../runtime/failure.ts';
import { intArgument } from '../values/number.ts';
import type { Runtime } from '../values/object.ts';
import { sortedBy } from '../values/sort.ts';
import { repr } from '../values/text.ts';
import { typeName } from '../values/type-name.ts';

/** jinja2's `tojson`: keys sorted, ASCII only, safe inside of HTML. */
export function toJson(runtime: Runtime, value: unknown, indent: unknown = null): string {
  const step =
    typeof indent === 'string'
      ? indent
      : indent === null
        ? undefined
        : ' '.repeat(Math.max(0, intArgument(indent)));
  const text = encode(runtime, value, step, '\n');
  return text.replace(/[<>&']/g, unicodeEscape);
}

function encode(runtime: Runtime, value: unknown, step: string | undefined, newline: string): string {
  runtime.meter.spend(8);
  switch (typeof value) {
    case 'string':
      // Each character may become an escape of six, with a few objects on the way.
      runtime.meter.spend(value.length * 16);
      return JSON.stringify(value).replace(/[\x7f-\uffff]/g, (c) => (c === '\x7f' ? c : unicodeEscape(c)));
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (value === null) return 'null';
  if (value instanceof PyFloat) return floatJson(value);
  const inner = step === undefined ? '' : newline + step;
  const comma = step === undefined ? ', ' : `,${inner}`;
  const wrap = (open: string, items: string[], close: string) =>
    items.length === 0
      ? open + close
      : `${open}${inner}${items.join(comma)}${step === undefined ? '' : newline}${close}`;
  if (Array.isArray(value)) {
    return runtime.meter.nested(() =>
      wrap(
        '[',
        Array.from(value, (item) => encode(runtime, item, step, inner)),
        ']',
      ),
    );
  }
  if (value instanceof Map) {
    const pairs = sortedBy(runtime, [...value], (pair) => (pair as unknown[])[0]) as [unknown, unknown][];
    return runtime.meter.nested(() =>
      wrap(
        '{',
        pairs.map(([key, item]) => `${keyJson(key)}: ${encode(runtime, item, step, inner)}`),
        '}',
      ),
    );
  }
  return fail('TypeError', `Object of type ${typeName(value)} is not JSON serializable`);
}

function keyJson(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key).replace(/[\x80-\uffff]/g, unicodeEscape);
  if (key === null || typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean')
    return `"${key}"`;
  if (key instanceof PyFloat) return `"${floatJson(key)}"`;
  return fail('TypeError', `keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function floatJson(value: PyFloat): string {
  if (Number.isFinite(value.value)) return repr(value);
  return Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? 'Infinity' : '-Infinity';
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
