// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/**
 * A number as its digits: a measurement has the digits that the test printed, which a floating-point number would round
 * after the 16th. In JSON of records it is a number all the same, as in LAVA's log; `decimalNumbers` and `exactDecimals`
 * carry the digits over.
 */
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** Digits and signs that are kept; a measurement of a test has less. */
const MAX_LENGTH = 60;

/** Powers of ten that every reader of numbers has room for. */
const MAX_EXPONENT = 300;

export const Decimal = z
  .union([z.string(), z.number().transform(String)])
  .refine(isDecimal, 'expected a decimal number of at most 60 digits');

export function isDecimal(text: string): boolean {
  if (text.length > MAX_LENGTH || !DECIMAL.test(text)) return false;
  return Math.abs(Number(/[eE](.*)$/.exec(text)?.[1] ?? 0)) <= MAX_EXPONENT;
}

/** What a test printed (`+.5`, `007`, `3.`) in the form of JSON's numbers; undefined when it is not one. */
export function parseDecimal(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d+)?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const decimal = `${sign === '-' ? '-' : ''}${digits}${fraction && `.${fraction}`}${exponent}`;
  return isDecimal(decimal) ? decimal : undefined;
}

/** For `JSON.stringify`: measurements as numbers with all their digits. */
export function decimalNumbers(key: string, value: unknown): unknown {
  if (key !== 'measurement' || typeof value !== 'string' || !isDecimal(value)) return value;
  const { rawJSON } = JSON as unknown as { rawJSON?: (text: string) => unknown };
  return rawJSON ? rawJSON(value) : value;
}

/** For `JSON.parse`: measurements as the digits that the text has. */
export function exactDecimals(key: string, value: unknown, context?: { source?: string }): unknown {
  if (key !== 'measurement' || typeof value !== 'number') return value;
  return context?.source ?? String(value);
}
