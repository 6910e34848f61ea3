// SPDX-License-Identifier: Apache-2.0

import { PyDict } from '@lava/yaml/dict.ts';
import { PyFloat } from '@lava/yaml/float.ts';
import { YamlTimestamp } from '@lava/yaml/timestamp.ts';
import { PyTuple, tupleOf } from '@lava/yaml/tuple.ts';
import { BYTES_METHODS } from '../methods/bytes.ts';
import { DICT_METHODS } from '../methods/dict.ts';
import { LIST_METHODS, RANGE_METHODS, TUPLE_METHODS } from '../methods/list.ts';
import { FLOAT_METHODS, INT_METHODS, numberField } from '../methods/number.ts';
import { STR_METHODS } from '../methods/str.ts';
import { fail } from '../runtime/failure.ts';
import { GroupTuple } from './group.ts';
import { isKey } from './hashable.ts';
import { codePoints, isAstral, unitOffset } from './iterate.ts';
import { BoundMethod, type Native } from './native.ts';
import { isInt, isNumeric } from './number.ts';
import { PyObject, type Runtime } from './object.ts';
import { repr, str } from './text.ts';
import { typeName } from './type-name.ts';
import { Undefined } from './undefined.ts';
import { PyRange } from './views.ts';

/** `value.name`: the attribute, else the entry of that key; Undefined when there is neither. */
export function attributeOf(value: unknown, name: string): unknown {
  if (value instanceof PyDict) {
    const method = DICT_METHODS.get(name);
    if (method) return new BoundMethod(value, method);
    const entry = value.get(name);
    return entry === undefined ? missing(value, name) : entry;
  }
  if (value instanceof Undefined) value.fail();
  const own = ownAttribute(value, name);
  return own === undefined ? missing(value, name) : own;
}

/** `value[key]`: the item, else the attribute of that name; Undefined when there is neither. */
export function itemOf(runtime: Runtime, value: unknown, key: unknown): unknown {
  if (value instanceof Undefined) value.fail();
  const item = ownItem(runtime, value, key);
  if (item !== undefined) return item;
  if (typeof key === 'string') {
    const own = ownAttribute(value, key);
    if (own !== undefined) return own;
  }
  return missing(value, key);
}

/** The method that `value.name(…)` would call, without making a bound method of it. */
export function methodOf(value: unknown, name: string): Native | undefined {
  if (typeof value === 'string') return STR_METHODS.get(name);
  if (value instanceof PyDict) return DICT_METHODS.get(name);
  if (value instanceof PyRange) return RANGE_METHODS.get(name);
  if (value instanceof Uint8Array) return BYTES_METHODS.get(name);
  if (value instanceof PyTuple) return TUPLE_METHODS.get(name);
  if (Array.isArray(value)) return LIST_METHODS.get(name);
  if (isInt(value)) return INT_METHODS.get(name);
  return value instanceof PyFloat ? FLOAT_METHODS.get(name) : undefined;
}

/** `value[start:stop:step]`. */
export function sliceOf(
  runtime: Runtime,
  value: unknown,
  start: unknown,
  stop: unknown,
  step: unknown,
): unknown {
  if (value instanceof Undefined) value.fail();
  if (value instanceof PyRange)
    return rangeSlice(value, sliceIndex(start), sliceIndex(stop), sliceIndex(step));
  const items = sequenceItems(value);
  if (value instanceof Map) return fail('TypeError', "unhashable type: 'slice'");
  if (items === undefined) return fail('TypeError', `'${typeName(value)}' object is not subscriptable`);
  const stride = sliceIndex(step) ?? 1;
  if (stride === 0) fail('ValueError', 'slice step cannot be zero');
  const picked: unknown[] = [];
  const [from, to] = bounds(items.length, sliceIndex(start), sliceIndex(stop), stride);
  for (let i = from; stride > 0 ? i < to : i > to; i += stride) picked.push(items[i]);
  runtime.meter.spend(picked.length * 8);
  if (typeof value === 'string') return picked.join('');
  if (value instanceof Uint8Array) return Uint8Array.from(picked as number[]);
  return value instanceof PyTuple ? tupleOf(picked) : picked;
}

function rangeSlice(
  range: PyRange,
  start: number | undefined,
  stop: number | undefined,
  step: number | undefined,
): PyRange {
  const stride = step ?? 1;
  if (stride === 0) fail('ValueError', 'slice step cannot be zero');
  const [from, to] = bounds(range.length, start, stop, stride);
  return new PyRange(range.start + from * range.step, range.start + to * range.step, range.step * stride);
}

function ownAttribute(value: unknown, name: string): unknown {
  if (value instanceof PyObject) return value.attribute(name);
  const method = methodOf(value, name);
  if (method) return new BoundMethod(value, method);
  if (value instanceof PyDict) return value.get(name);
  if (value instanceof GroupTuple)
    return name === 'grouper' ? value[0] : name === 'list' ? value[1] : undefined;
  if (isNumeric(value)) return numberField(value, name);
  if (value instanceof YamlTimestamp) return timestampField(value, name);
  if (value instanceof PyRange && (name === 'start' || name === 'stop' || name === 'step'))
    return value[name];
  return undefined;
}

function ownItem(runtime: Runtime, value: unknown, key: unknown): unknown {
  if (value instanceof PyDict) return isKey(key) ? value.get(key) : undefined;
  if (!isInt(key)) return undefined;
  if (typeof value === 'string') return characterAt(runtime, value, Number(key));
  const items = sequenceItems(value);
  if (items === undefined) return undefined;
  const index = Number(key);
  return items[index < 0 ? index + items.length : index];
}

/** Text beyond U+FFFF must be counted through. */
function characterAt(runtime: Runtime, text: string, key: number): string | undefined {
  runtime.meter.work(text.length);
  if (!isAstral(text)) return text[key < 0 ? key + text.length : key];
  const index = key < 0 ? key + codePoints(text) : key;
  const { offset, points } = unitOffset(text, index);
  return index < 0 || points < index || offset >= text.length
    ? undefined
    : String.fromCodePoint(text.codePointAt(offset) ?? 0);
}

function sequenceItems(value: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return isAstral(value) ? [...value] : value;
  if (value instanceof PyRange) return value.list();
  return value instanceof Uint8Array ? value : undefined;
}

function timestampField(value: YamlTimestamp, name: string): unknown {
  const { time, ...date } = value.fields;
  if (name === 'year' || name === 'month' || name === 'day') return date[name];
  if (!time) return undefined;
  return name === 'hour' || name === 'minute' || name === 'second' || name === 'microsecond'
    ? time[name]
    : undefined;
}

const BYTES_ONLY =
  'capitalize center count endswith expandtabs find fromhex index isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill';

/** Methods that Python has and we have not: asking for one says so. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  str: ['maketrans', 'translate'],
  bytes: BYTES_ONLY.split(' '),
  int: ['from_bytes', 'to_bytes'],
  bool: ['from_bytes', 'to_bytes'],
  float: ['fromhex'],
  dict: ['fromkeys'],
  dict_keys: ['isdisjoint', 'mapping'],
  dict_values: ['mapping'],
  dict_items: ['isdisjoint', 'mapping'],
};

function missing(value: unknown, key: unknown): Undefined {
  const type = typeName(value);
  if (typeof key === 'string') {
    if (LEFT_OUT[type]?.includes(key))
      return new Undefined(`${type}.${key} of Python is not supported here`, 'AttributeError');
    if (key.startsWith('_')) {
      return new Undefined(
        `access to attribute ${repr(key)} of '${type}' object is unsafe.`,
        'SecurityError',
      );
    }
    return new Undefined(`'${type} object' has no attribute ${repr(key)}`);
  }
  return new Undefined(`${type} object has no element ${str(key)}`);
}

function sliceIndex(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (isInt(value)) return Number(value);
  return fail('TypeError', 'slice indices must be integers or None or have an __index__ method');
}

function bounds(
  length: number,
  start: number | undefined,
  stop: number | undefined,
  step: number,
): [number, number] {
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? length : length - 1;
  const clamp = (index: number) => Math.min(Math.max(index < 0 ? index + length : index, low), high);
  const from = start === undefined ? (step > 0 ? low : high) : clamp(start);
  const to = stop === undefined ? (step > 0 ? high : low) : clamp(stop);
  return [from, to];
}
