// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { PyTuple } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { asNumber, fromWhole, isInt, isNumeric } from './number.ts';
import { exponentText, fixedText, generalText, padded } from './number-format.ts';
import type { Runtime } from './object.ts';
import { ascii, repr, str } from './text.ts';
import { typeName } from './type-name.ts';
import { Undefined } from './undefined.ts';
import { PyRange } from './views.ts';

const SPEC = /%(?:\(([^)]*)\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)/gsu;

interface Spec {
  flags: string;
  width: number;
  precision: number | undefined;
}

/** Python's `format % values`. */
export function percentFormat(runtime: Runtime, format: string, values: unknown): string {
  // The places of all specifiers are found before the first is filled in.
  runtime.meter.spend(format.length * 16);
  const mapping = values instanceof Map ? values : undefined;
  const list: unknown[] = values instanceof PyTuple ? [...values] : [values];
  let next = 0;
  const take = () => {
    if (next >= list.length) fail('TypeError', 'not enough arguments for format string');
    return list[next++];
  };
  const star = (text: string | undefined) => {
    if (text !== '*') return text === undefined ? undefined : Number(text);
    const value = take();
    return isInt(value) ? Number(value) : fail('TypeError', '* requires an int');
  };
  const result = format.replace(
    SPEC,
    (_, key: string | undefined, flags: string, width, precision, type: string) => {
      if (type === '%') return '%';
      if (key !== undefined && !mapping) fail('TypeError', 'format requires a mapping');
      const spec = { flags, width: star(width) ?? 0, precision: star(precision) };
      runtime.meter.spend(Math.max(spec.width, spec.precision ?? 0));
      return one(type, key === undefined ? take() : lookup(mapping, key), spec);
    },
  );
  if (/%$/.test(format.replace(SPEC, ''))) fail('ValueError', 'incomplete format');
  // Whatever has items, a tuple excepted, may be a mapping to Python, whose keys need not all be used.
  if (!isSubscriptable(values) && next < list.length)
    fail('TypeError', 'not all arguments converted during string formatting');
  runtime.meter.spend(result.length);
  return result;
}

function isSubscriptable(values: unknown): boolean {
  return (
    values instanceof Map ||
    values instanceof Undefined ||
    values instanceof PyRange ||
    (Array.isArray(values) && !(values instanceof PyTuple))
  );
}

function lookup(mapping: Map<unknown, unknown> | undefined, key: string): unknown {
  return mapping?.has(key) ? mapping.get(key) : fail('KeyError', repr(key));
}

function one(type: string, value: unknown, spec: Spec): string {
  switch (type) {
    case 's':
      return padded(str(value).slice(0, spec.precision), { ...spec, flags: spec.flags.replace('0', '') });
    case 'r':
    case 'a':
      return padded((type === 'r' ? repr : ascii)(value).slice(0, spec.precision), {
        ...spec,
        flags: spec.flags.replace('0', ''),
      });
    case 'c':
      return padded(character(value), { ...spec, flags: spec.flags.replace('0', '') });
    case 'd':
    case 'i':
    case 'u':
      return padded(
        signed(wholeOf(value, type), (n) => n.toString().padStart(spec.precision ?? 0, '0'), spec),
        spec,
      );
    case 'x':
    case 'X':
    case 'o':
      return padded(radix(type, value, spec), spec);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return padded(float(type, value, spec), spec);
    default:
      return fail('ValueError', `unsupported format character '${type}'`);
  }
}

function character(value: unknown): string {
  if (typeof value === 'string' && [...value].length === 1) return value;
  if (isInt(value) && Number(value) >= 0 && Number(value) <= 0x10ffff)
    return String.fromCodePoint(Number(value));
  return fail('TypeError', '%c requires int or char');
}

function wholeOf(value: unknown, type: string): bigint {
  if (isInt(value)) return BigInt(value);
  if (value instanceof PyFloat && type !== 'x' && type !== 'X' && type !== 'o') {
    return BigInt(fromWhole(Math.trunc(value.value)));
  }
  return fail('TypeError', `%${type} format: a real number is required, not ${typeName(value)}`);
}

function signed(value: bigint, text: (magnitude: bigint) => string, spec: Spec): string {
  return sign(value < 0n, spec) + text(value < 0n ? -value : value);
}

function radix(type: string, value: unknown, spec: Spec): string {
  const base = type === 'o' ? 8 : 16;
  const prefix = spec.flags.includes('#') ? `0${type}` : '';
  const text = signed(
    wholeOf(value, type),
    (n) => prefix + n.toString(base).padStart(spec.precision ?? 0, '0'),
    spec,
  );
  return type === 'X' ? text.toUpperCase() : text;
}

function float(type: string, value: unknown, spec: Spec): string {
  if (!isNumeric(value)) fail('TypeError', `must be real number, not ${typeName(value)}`);
  const number = asNumber(value);
  const magnitude = Math.abs(number);
  const precision = spec.precision ?? 6;
  const kind = type.toLowerCase();
  const text =
    kind === 'f'
      ? fixedText(magnitude, precision) + (spec.flags.includes('#') && precision === 0 ? '.' : '')
      : kind === 'e'
        ? exponentText(magnitude, precision)
        : generalText(magnitude, precision, spec.flags.includes('#'));
  return sign(number < 0 || Object.is(number, -0), spec) + (type === kind ? text : text.toUpperCase());
}

function sign(negative: boolean, spec: Spec): string {
  if (negative) return '-';
  return spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
}
