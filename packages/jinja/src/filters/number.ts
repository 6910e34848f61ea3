// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { stripLeft, stripRight } from '../methods/str-strip.ts';
import { fail } from '../runtime/failure.ts';
import { type Native, native } from '../values/native.ts';
import {
  asNumber,
  fromBigInt,
  fromWhole,
  intArgument,
  isInt,
  isNumeric,
  numberArgument,
} from '../values/number.ts';
import { evenFixed, fixedText } from '../values/number-format.ts';
import type { Runtime } from '../values/object.ts';
import { repr } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import { Undefined } from '../values/undefined.ts';

/** Python's `int(text, base)`; undefined when it is none. */
function parseInteger(text: string, base: number): number | bigint | undefined {
  const clean = stripLeft(stripRight(text)).toLowerCase();
  const match = /^([-+]?)(0[xob]_?)?([0-9a-z]+(?:_[0-9a-z]+)*)$/.exec(clean);
  if (!match) return undefined;
  const [, sign, prefix = '', grouped = ''] = match;
  const bases: Record<string, number> = { x: 16, o: 8, b: 2 };
  const named = bases[prefix.charAt(1)];
  const digits = grouped.replaceAll('_', '');
  if (prefix !== '' && named !== base && base !== 0) {
    // "0b1" in base 16 are three digits.
    return prefix.endsWith('_') ? undefined : digitsValue(sign, prefix + digits, base);
  }
  if (base === 0 && named === undefined && /^0+[1-9]/.test(digits)) return undefined;
  return digitsValue(sign, digits, named ?? (base === 0 ? 10 : base));
}

function digitsValue(sign: string | undefined, digits: string, base: number): number | bigint | undefined {
  if (digits.length > 4300)
    return fail('ValueError', 'Exceeds the limit (4300 digits) for integer string conversion');
  let value = 0n;
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= base) return undefined;
    value = value * BigInt(base) + BigInt(worth);
  }
  return fromBigInt(sign === '-' ? -value : value);
}

/** Python's `float(text)`; undefined when it is none. */
function parseFloatText(text: string): number | undefined {
  const clean = stripLeft(stripRight(text)).toLowerCase();
  const special = /^([-+]?)(inf(?:inity)?|nan)$/.exec(clean);
  if (special) return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  const number = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/;
  return number.test(clean) ? Number(clean.replaceAll('_', '')) : undefined;
}

function toInt(value: unknown, fallback: unknown, base: number): unknown {
  if (value instanceof Undefined) value.fail();
  if (typeof value === 'string') {
    if (base !== 0 && (base < 2 || base > 36))
      return fail('ValueError', 'int() base must be >= 2 and <= 36, or 0');
    const whole = parseInteger(value, base);
    if (whole !== undefined) return whole;
    const float = parseFloatText(value);
    if (float === undefined || Number.isNaN(float)) return fallback;
    return fromWhole(Math.trunc(float));
  }
  if (isInt(value)) return typeof value === 'boolean' ? Number(value) : value;
  if (value instanceof PyFloat)
    return Number.isNaN(value.value) ? fallback : fromWhole(Math.trunc(value.value));
  return fallback;
}

function toFloat(value: unknown, fallback: unknown): unknown {
  if (value instanceof Undefined) value.fail();
  if (isNumeric(value)) return new PyFloat(asNumber(value));
  const parsed = typeof value === 'string' ? parseFloatText(value) : undefined;
  return parsed === undefined ? fallback : new PyFloat(parsed);
}

function absolute(value: unknown): unknown {
  if (value instanceof Undefined) value.fail();
  const number = numberArgument(value);
  if (number instanceof PyFloat) return new PyFloat(Math.abs(number.value));
  return fromBigInt(BigInt(number) < 0n ? -BigInt(number) : BigInt(number));
}

function round(value: unknown, precision: number, method: unknown): unknown {
  if (value instanceof Undefined) value.fail();
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    return fail('ValueError', 'method must be common, ceil or floor');
  }
  const number = numberArgument(value);
  if (method === 'common') {
    if (number instanceof PyFloat) return new PyFloat(roundHalfEven(number.value, precision));
    if (precision >= 0) return fromBigInt(BigInt(number));
    return fromWhole(roundHalfEven(Number(number), precision));
  }
  const scale = 10 ** precision;
  // Python's ceil() and floor() give an int, which has no -0.
  return new PyFloat((Math[method](asNumber(number) * scale) + 0) / scale);
}

/** To a number of digits after the point; ties go to the even digit, as Python's `round()`. */
function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) return value;
  if (digits < 0) {
    const unit = 10 ** -digits;
    const low = Math.floor(value / unit);
    const rest = value / unit - low;
    return (rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low) * unit;
  }
  const magnitude = Math.abs(value);
  if (magnitude >= 1e21) return value;
  const rounded = Number(evenFixed(magnitude, digits));
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

function fileSize(value: unknown, binary: boolean): string {
  const bytes = toFloat(value, undefined);
  if (!(bytes instanceof PyFloat)) return fail('ValueError', `could not convert to float: ${repr(value)}`);
  const base = binary ? 1024 : 1000;
  if (bytes.value === 1) return '1 Byte';
  if (bytes.value < base) return `${fromWhole(Math.trunc(bytes.value))} Bytes`;
  const prefixes = 'KMGTPEZY'.split('');
  const last = prefixes.length - 1;
  const found = prefixes.findIndex((_, i) => bytes.value < base ** (i + 2));
  const index = found < 0 ? last : found;
  const unit = base ** (index + 2);
  const prefix = binary ? `${prefixes[index]}iB` : `${index === 0 ? 'k' : prefixes[index]}B`;
  return `${fixedText((base * bytes.value) / unit, 1)} ${prefix}`;
}

/** Filters on numbers. */
export const NUMBER_FILTERS: readonly Native[] = [
  native('abs(x)', (_, x) => absolute(x)),
  native('filesizeformat(value, binary=)', (_, value, binary: unknown = false) =>
    fileSize(value, truthy(binary)),
  ),
  native('float(value, default=)', (_, value, fallback: unknown = new PyFloat(0)) =>
    toFloat(value, fallback),
  ),
  native('int(value, default=, base=)', (_: Runtime, value, fallback: unknown = 0, base: unknown = 10) =>
    toInt(value, fallback, intArgument(base)),
  ),
  native(
    'round(value, precision=, method=)',
    (_, value, precision: unknown = 0, method: unknown = 'common') =>
      round(value, intArgument(precision), method),
  ),
];
