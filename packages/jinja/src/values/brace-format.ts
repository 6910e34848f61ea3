// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { fail } from '../runtime/failure.ts';
import { asNumber, isInt } from './number.ts';
import { exponentText, fixedText, generalText } from './number-format.ts';
import type { Kwargs, Runtime } from './object.ts';
import { ascii, repr, str } from './text.ts';
import { typeName } from './type-name.ts';

interface Arguments {
  runtime: Runtime;
  positional: readonly unknown[];
  named: Kwargs;
  /** Index of the next `{}`. */
  next: number;
  /** Whether the first place that is counted was `{}` or `{0}`: a format has only one of both. */
  numbering?: 'automatic' | 'manual';
}

/** Python's `str.format()`; attributes and items are looked up by the sandbox's rules. */
export function braceFormat(
  runtime: Runtime,
  format: string,
  positional: readonly unknown[],
  named: Kwargs,
): string {
  return expand(format, { runtime, positional, named, next: 0 }, 0);
}

function expand(format: string, args: Arguments, depth: number): string {
  let text = '';
  let position = 0;
  while (position < format.length) {
    const character = format.charAt(position);
    if (character !== '{' && character !== '}') {
      text += character;
      position++;
    } else if (format.charAt(position + 1) === character) {
      text += character;
      position += 2;
    } else if (character === '}') {
      fail('ValueError', "Single '}' encountered in format string");
    } else {
      const end = closing(format, position);
      text += field(format.slice(position + 1, end), args, depth);
      position = end + 1;
    }
    args.runtime.meter.tick();
  }
  return text;
}

function closing(format: string, start: number): number {
  let open = 0;
  for (let i = start; i < format.length; i++) {
    if (format.charAt(i) === '{') open++;
    else if (format.charAt(i) === '}' && --open === 0) return i;
  }
  return fail('ValueError', "Single '{' encountered in format string");
}

function field(source: string, args: Arguments, depth: number): string {
  if (depth > 1) fail('ValueError', 'Max string recursion exceeded');
  const [, path = '', conversion, , spec = ''] = /^([^!:]*)(?:!(.))?(:([\s\S]*))?$/.exec(source) ?? [];
  let value = lookup(path, args);
  if (conversion === 's') value = str(value);
  else if (conversion === 'r') value = repr(value);
  else if (conversion === 'a') value = ascii(value);
  else if (conversion !== undefined) fail('ValueError', `Unknown conversion specifier '${conversion}'`);
  return formatValue(value, expand(spec, args, depth + 1), args.runtime);
}

function lookup(path: string, args: Arguments): unknown {
  const [first = ''] = /^[^.[]*/.exec(path) ?? [];
  let value = root(first, args);
  const rest = path.slice(first.length);
  const step = /\.([^.[]+)|\[([^\]]+)\]/y;
  while (step.lastIndex < rest.length) {
    const match = step.exec(rest);
    if (!match) return fail('ValueError', 'Empty attribute in format string');
    const [, name, key = ''] = match;
    value =
      name !== undefined
        ? args.runtime.attribute(value, name)
        : args.runtime.item(value, /^\d+$/.test(key) ? Number(key) : key);
  }
  return value;
}

function root(name: string, args: Arguments): unknown {
  if (name !== '' && !/^\d+$/.test(name)) {
    return args.named.has(name) ? args.named.get(name) : fail('KeyError', repr(name));
  }
  args.numbering ??= name === '' ? 'automatic' : 'manual';
  if ((name === '') !== (args.numbering === 'automatic')) {
    const [from, to] =
      name === ''
        ? ['manual field specification', 'automatic field numbering']
        : ['automatic field numbering', 'manual field specification'];
    fail('ValueError', `cannot switch from ${from} to ${to}`);
  }
  const index = name === '' ? args.next++ : Number(name);
  if (index < args.positional.length) return args.positional[index];
  return fail('IndexError', `Replacement index ${index} out of range for positional args tuple`);
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([_,])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

function formatValue(value: unknown, spec: string, runtime: Runtime): string {
  if (spec === '') return str(value);
  const match = SPEC.exec(spec);
  if (!match) return fail('ValueError', 'Invalid format specifier');
  const [, fill, align, sign = '-', alternate, zero, width = '0', group, precision, type] = match;
  runtime.meter.spend(Number(width) + Number(precision ?? 0));
  const number = isInt(value) || value instanceof PyFloat;
  if (!number && typeof value !== 'string') {
    return fail('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
  }
  const name = typeName(value);
  if (type !== undefined && !CODES[name]?.includes(type)) {
    fail('ValueError', `Unknown format code '${type}' for object of type '${name}'`);
  }
  const digits = precision === undefined ? undefined : Number(precision);
  const text = number
    ? numberText(value, { type, sign, alternate: alternate !== undefined, group, digits })
    : [...(value as string)].slice(0, digits).join('');
  const filler = fill ?? (zero ? '0' : ' ');
  return aligned(text, Number(width), filler, align ?? (number ? (zero ? '=' : '>') : '<'));
}

/** Which format codes a type has. */
const CODES: Readonly<Record<string, string>> = {
  str: 's',
  int: 'bcdeEfFgGnoxX%',
  bool: 'bcdeEfFgGnoxX%',
  float: 'eEfFgGn%',
};

interface NumberSpec {
  type: string | undefined;
  sign: string;
  alternate: boolean;
  group: string | undefined;
  digits: number | undefined;
}

function numberText(value: number | bigint | boolean | PyFloat, spec: NumberSpec): string {
  const integer = !(value instanceof PyFloat) && !'eEfFgG%'.includes(spec.type ?? 'd');
  const negative = integer ? BigInt(value) < 0n : asNumber(value) < 0 || Object.is(asNumber(value), -0);
  const body = integer ? integerText(BigInt(value), spec) : floatBody(Math.abs(asNumber(value)), spec);
  return (negative ? '-' : spec.sign === '-' ? '' : spec.sign) + body;
}

function integerText(value: bigint, spec: NumberSpec): string {
  const magnitude = value < 0n ? -value : value;
  const prefix = (letter: string) => (spec.alternate ? `0${letter}` : '');
  switch (spec.type) {
    case 'b':
      return prefix('b') + magnitude.toString(2);
    case 'o':
      return prefix('o') + magnitude.toString(8);
    case 'x':
      return prefix('x') + magnitude.toString(16);
    case 'X':
      return prefix('X') + magnitude.toString(16).toUpperCase();
    case 'c':
      return String.fromCodePoint(Number(magnitude));
    default:
      return grouped(magnitude.toString(), spec.group);
  }
}

function floatBody(value: number, spec: NumberSpec): string {
  const digits = spec.digits ?? 6;
  switch (spec.type) {
    case 'e':
      return exponentText(value, digits);
    case 'E':
      return exponentText(value, digits).toUpperCase();
    case 'f':
    case 'F':
      return grouped(fixedText(value, digits) + point(spec, digits), spec.group);
    case '%':
      return `${fixedText(value * 100, digits)}${point(spec, digits)}%`;
    case 'g':
    case 'n':
      return grouped(generalText(value, digits, spec.alternate), spec.group);
    case 'G':
      return generalText(value, digits, spec.alternate).toUpperCase();
    case undefined:
      return spec.digits === undefined
        ? grouped(repr(new PyFloat(value)), spec.group)
        : generalText(value, digits, spec.alternate);
    default:
      return fail('ValueError', `Unknown format code '${spec.type}' for object of type 'float'`);
  }
}

/** With `#` a number without decimals has its point all the same. */
function point(spec: NumberSpec, digits: number): string {
  return spec.alternate && digits === 0 ? '.' : '';
}

function grouped(text: string, group: string | undefined): string {
  if (group === undefined) return text;
  const [whole = '', ...rest] = text.split(/(?=[.e])/);
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + rest.join('');
}

function aligned(text: string, width: number, fill: string, align: string): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (align === '<') return text + fill.repeat(missing);
  if (align === '>') return fill.repeat(missing) + text;
  if (align === '^') {
    const before = Math.floor(missing / 2);
    return fill.repeat(before) + text + fill.repeat(missing - before);
  }
  const [head = ''] = /^[-+ ]?(?:0[bxXo])?/.exec(text) ?? [];
  return head + fill.repeat(missing) + text.slice(head.length);
}
