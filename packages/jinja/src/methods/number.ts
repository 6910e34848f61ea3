// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { tupleOf } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { native, table } from '../values/native.ts';
import { asBigInt, fromBigInt, isInt, type Numeric } from '../values/number.ts';

type Int = number | bigint | boolean;

const magnitude = (value: Int): bigint => {
  const whole = asBigInt(value);
  return whole < 0n ? -whole : whole;
};

const withoutSign = (value: Int, base: 2): string => magnitude(value).toString(base);

/** Methods of `int` and `bool`; those that deal in bytes are left out. */
export const INT_METHODS = table(
  native('as_integer_ratio(self)', (_, value: Int) => tupleOf([fromBigInt(asBigInt(value)), 1])),
  native('bit_count(self)', (_, value: Int) => withoutSign(value, 2).replaceAll('0', '').length),
  native('bit_length(self)', (_, value: Int) => (magnitude(value) === 0n ? 0 : withoutSign(value, 2).length)),
  native('conjugate(self)', (_, value: Int) => fromBigInt(asBigInt(value))),
);

/** Methods of `float`. */
export const FLOAT_METHODS = table(
  native('as_integer_ratio(self)', (_, { value }: PyFloat) => tupleOf(ratio(value))),
  native('conjugate(self)', (_, value: PyFloat) => value),
  native('hex(self)', (_, { value }: PyFloat) => hexText(value)),
  native('is_integer(self)', (_, { value }: PyFloat) => Number.isInteger(value)),
);

/** The attributes that numbers have besides methods. */
export function numberField(value: Numeric, name: string): unknown {
  if (name !== 'real' && name !== 'imag' && name !== 'numerator' && name !== 'denominator') return undefined;
  if (!isInt(value)) {
    if (name === 'real') return value;
    return name === 'imag' ? new PyFloat(0) : undefined;
  }
  if (name === 'imag') return 0;
  return name === 'denominator' ? 1 : fromBigInt(asBigInt(value));
}

function ratio(value: number): [number | bigint, number | bigint] {
  if (!Number.isFinite(value)) {
    const type = Number.isNaN(value) ? 'ValueError' : 'OverflowError';
    return fail(type, `cannot convert ${Number.isNaN(value) ? 'NaN' : 'Infinity'} to integer ratio`);
  }
  let numerator = value;
  let shift = 0n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    shift++;
  }
  return [fromBigInt(BigInt(numerator)), fromBigInt(2n ** shift)];
}

/** C's `%a`, with all 13 digits of the fraction. */
function hexText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}inf`;
  if (value === 0) return `${sign}0x0.0p+0`;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const stored = (high >>> 20) & 0x7ff;
  const fraction =
    (high & 0xfffff).toString(16).padStart(5, '0') + bits.getUint32(4).toString(16).padStart(8, '0');
  const exponent = stored === 0 ? -1022 : stored - 1023;
  return `${sign}0x${stored === 0 ? 0 : 1}.${fraction}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}
