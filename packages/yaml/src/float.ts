// SPDX-License-Identifier: Apache-2.0

/** A Python `float`. JavaScript cannot tell `1.0` from `1`; users' templates and parameters print the difference. */
export class PyFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  valueOf(): number {
    return this.value;
  }

  toString(): string {
    return floatText(this.value);
  }

  toJSON(): number {
    return this.value;
  }
}

/** What Python's `repr()` gives for a float: shortest digits, `1.0`, `1e-07`, `1e+16`, `inf`, `nan`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = String(value);
  // JavaScript switches to exponents below 1e-6, Python below 1e-4: nothing between needs one.
  return text.includes('e') ? value.toFixed(mantissa.replace(/[-.]/g, '').length - 1 - exponent) : text;
}
