// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from './float.ts';
import { resolvePlain, TIMESTAMP } from './resolve.ts';
import { YamlTimestamp } from './timestamp.ts';

/** A scalar's text does not fit its type; the reader adds the place. */
export class ScalarError extends Error {}

/**
 * Constructors of PyYAML's safe loader by tag. Each takes the scalar's text and gives the exact value: ints as number,
 * or bigint beyond 2^53; floats as PyFloat; `!!binary` as Uint8Array.
 */
export const SCALARS: Record<string, (text: string) => unknown> = {
  bool: boolOf,
  int: intOf,
  float: (text) => new PyFloat(floatOf(text)),
  null: () => null,
  timestamp: timestampOf,
  binary: binaryOf,
  str: (text) => text,
};

const PLAIN_TAGS = new Set(['bool', 'float', 'int', 'null', 'timestamp']);

/** Value of an unquoted scalar without a tag. */
export function plainScalar(text: string): unknown {
  const type = resolvePlain(text);
  if (type === 'str') return text;
  if (!PLAIN_TAGS.has(type)) throw new ScalarError(`a lone \`${text}\` has a special meaning here: quote it`);
  return (SCALARS[type] ?? String)(text);
}

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
]);

function boolOf(text: string): boolean {
  const value = BOOLS.get(text.toLowerCase());
  if (value === undefined) throw new ScalarError(`\`${text}\` is not a boolean`);
  return value;
}

/** Python refuses to read longer decimal numbers as well (sys.int_info). */
const MAX_DIGITS = 4300;

function intOf(text: string): number | bigint {
  const clean = text.replaceAll('_', '');
  const negative = clean.startsWith('-');
  const digits = /^[-+]/.test(clean) ? clean.slice(1) : clean;
  const value = digits.includes(':') ? sexagesimal(digits) : bigOf(digits, text);
  const signed = negative ? -value : value;
  return signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER ? Number(signed) : signed;
}

function bigOf(digits: string, text: string): bigint {
  if (digits.length > MAX_DIGITS) throw new ScalarError(`a number of ${digits.length} digits`);
  const form = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (!/^(?:0b[01]+|0o[0-7]+|0x[\da-fA-F]+|0|[1-9]\d*)$/.test(form)) {
    throw new ScalarError(`\`${text}\` is not an integer`);
  }
  return BigInt(form);
}

function sexagesimal(digits: string): bigint {
  if (digits.length > MAX_DIGITS) throw new ScalarError(`a number of ${digits.length} digits`);
  let value = 0n;
  for (const part of digits.split(':')) {
    if (!/^\d+$/.test(part)) throw new ScalarError(`\`${digits}\` is not an integer`);
    value = value * 60n + BigInt(part);
  }
  return value;
}

function floatOf(text: string): number {
  const clean = text.replaceAll('_', '').toLowerCase();
  const sign = clean.startsWith('-') ? -1 : 1;
  const digits = /^[-+]/.test(clean) ? clean.slice(1) : clean;
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  if (digits.includes(':')) {
    return sign * digits.split(':').reduce((total, part) => total * 60 + decimalOf(part, text), 0);
  }
  return sign * decimalOf(digits, text);
}

function decimalOf(digits: string, text: string): number {
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(digits))
    throw new ScalarError(`\`${text}\` is not a number`);
  return Number(digits);
}

function timestampOf(text: string): YamlTimestamp {
  const match = TIMESTAMP.exec(text)?.groups;
  if (!match) throw new ScalarError(`\`${text}\` is not a date or time`);
  const { year, month, day, hour, minute, second, fraction = '', sign, zoneHour, zoneMinute } = match;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  try {
    if (hour === undefined) return new YamlTimestamp(date);
    const east = sign ? Number(zoneHour) * 60 + Number(zoneMinute ?? 0) : 0;
    const zoned = sign !== undefined || /Z$/.test(text);
    const time = {
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      microsecond: Number(fraction.slice(0, 6).padEnd(6, '0')),
      ...(zoned && { offset: sign === '-' ? -east : east }),
    };
    return new YamlTimestamp({ ...date, time });
  } catch (error) {
    if (error instanceof RangeError) throw new ScalarError(`\`${text}\`: ${error.message}`, { cause: error });
    throw error;
  }
}

/** As Python's base64 without `strict`: other characters count for nothing, the first full padding ends it. */
function binaryOf(text: string): Uint8Array {
  return Uint8Array.from(atob(base64Digits(text)), (character) => character.charCodeAt(0));
}

function base64Digits(text: string): string {
  let digits = '';
  let pads = 0;
  for (const character of text) {
    if (character === '=') {
      const at = digits.length % 4;
      if (at >= 2 && at + ++pads >= 4) return digits;
    } else if (/[A-Za-z0-9+/]/.test(character)) {
      digits += character;
      pads = 0;
    }
  }
  if (digits.length % 4 !== 0) throw new ScalarError('the text after `!!binary` is not base64');
  return digits;
}
