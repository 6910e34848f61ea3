// SPDX-License-Identifier: Apache-2.0

/** Digits after the point that JavaScript can make; Python has no such end, but no template needs more. */
const MAX_DIGITS = 100;

/** Like C's `%.nf` of a number that is not negative. */
export function fixedText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return specialText(value);
  if (value < 1e21) return withMoreZeros(evenFixed(value, Math.min(digits, MAX_DIGITS)), digits);
  return digits === 0 ? BigInt(value).toString() : `${BigInt(value)}.${'0'.repeat(digits)}`;
}

/** JavaScript rounds a tie up, C to the even digit. A tie has one digit more than asked for, and that is a 5. */
export function evenFixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (digits >= MAX_DIGITS || !/[13579]$/.test(text)) return text;
  const exact = value.toFixed(MAX_DIGITS).replace(/0+$/, '');
  const [, fraction = ''] = exact.split('.');
  if (fraction.length !== digits + 1 || !fraction.endsWith('5')) return text;
  return exact.slice(0, -1).replace(/\.$/, '');
}

function evenExponential(value: number, digits: number): string {
  const text = value.toExponential(digits);
  if (digits >= MAX_DIGITS || !/[13579]e/.test(text)) return text;
  const [mantissa = '', exponent = '+0'] = value.toExponential(MAX_DIGITS).split('e');
  const exact = mantissa.replace(/0+$/, '');
  const [, fraction = ''] = exact.split('.');
  if (fraction.length !== digits + 1 || !fraction.endsWith('5')) return text;
  return `${exact.slice(0, -1).replace(/\.$/, '')}e${exponent}`;
}

/** Like C's `%.ne`: two digits of exponent at least. */
export function exponentText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return specialText(value);
  const [mantissa = '', exponent = '+0'] = evenExponential(value, Math.min(digits, MAX_DIGITS)).split('e');
  return `${withMoreZeros(mantissa, digits)}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

/** Like C's `%.ng`; trailing zeros are dropped unless `keepZeros`. */
export function generalText(value: number, precision: number, keepZeros = false): string {
  if (!Number.isFinite(value)) return specialText(value);
  const digits = Math.min(Math.max(precision, 1), MAX_DIGITS);
  const exponent = value === 0 ? 0 : Number(evenExponential(value, digits - 1).split('e')[1]);
  const scientific = exponent < -4 || exponent >= digits;
  const text = scientific ? exponentText(value, digits - 1) : fixedText(value, digits - 1 - exponent);
  if (keepZeros || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

function specialText(value: number): string {
  return Number.isNaN(value) ? 'nan' : 'inf';
}

function withMoreZeros(text: string, digits: number): string {
  return digits > MAX_DIGITS ? text + '0'.repeat(digits - MAX_DIGITS) : text;
}

/** Fills up to a width: `-` to the left, `0` with zeros behind the sign, else blanks before. */
export function padded(text: string, spec: { flags: string; width: number }): string {
  const missing = spec.width - text.length;
  if (missing <= 0) return text;
  if (spec.flags.includes('-')) return text + ' '.repeat(missing);
  if (!spec.flags.includes('0')) return ' '.repeat(missing) + text;
  const [head = ''] = /^[-+ ]?(?:0[xXo])?/.exec(text) ?? [];
  return head + '0'.repeat(missing) + text.slice(head.length);
}
