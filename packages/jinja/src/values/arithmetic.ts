// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { PyTuple, tupleOf } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { asBigInt, asNumber, fromBigInt, isInt, isNumeric, type Numeric } from './number.ts';
import type { Runtime } from './object.ts';
import { percentFormat } from './percent-format.ts';
import { typeName } from './type-name.ts';
import { refuseUndefined } from './undefined.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** Size of the largest integer; Python prints none of more than 14,000 bits. */
const MAX_BITS = 65_536;

type Operation = (runtime: Runtime, left: unknown, right: unknown) => unknown;

/** Python's binary operators. */
export const OPERATORS: Readonly<Record<BinaryOperator, Operation>> = {
  '+': add,
  '-': (_, left, right) => {
    if (typeof left === 'number' && typeof right === 'number')
      return safe(left - right, left, right, minusBig);
    return numeric('-', left, right, minusBig, (a, b) => a - b);
  },
  '*': multiply,
  '/': divide,
  '//': floorDivide,
  '%': modulo,
  '**': power,
};

export function negate(value: unknown): unknown {
  refuseUndefined(value);
  if (value instanceof PyFloat) return new PyFloat(-value.value);
  if (isInt(value)) return fromBigInt(-asBigInt(value));
  return fail('TypeError', `bad operand type for unary -: '${typeName(value)}'`);
}

export function positive(value: unknown): unknown {
  refuseUndefined(value);
  if (value instanceof PyFloat) return value;
  if (isInt(value)) return typeof value === 'boolean' ? Number(value) : value;
  return fail('TypeError', `bad operand type for unary +: '${typeName(value)}'`);
}

const plusBig = (a: bigint, b: bigint) => a + b;
const minusBig = (a: bigint, b: bigint) => a - b;
const timesBig = (a: bigint, b: bigint) => a * b;

function add(runtime: Runtime, left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') {
    runtime.meter.spend(left.length + right.length);
    return left + right;
  }
  if (typeof left === 'number' && typeof right === 'number') return safe(left + right, left, right, plusBig);
  refuseUndefined(left, right);
  if (typeof left === 'string') {
    return fail('TypeError', `can only concatenate str (not "${typeName(right)}") to str`);
  }
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left instanceof PyTuple !== right instanceof PyTuple) {
      const type = typeName(left);
      return fail('TypeError', `can only concatenate ${type} (not "${typeName(right)}") to ${type}`);
    }
    runtime.meter.spend((left.length + right.length) * 8);
    return left instanceof PyTuple ? tupleOf([...left, ...right]) : [...left, ...right];
  }
  return numeric('+', left, right, plusBig, (a, b) => a + b);
}

function multiply(runtime: Runtime, left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return safe(left * right, left, right, timesBig);
  refuseUndefined(left, right);
  if (isSequence(left) && isInt(right)) return repeat(runtime, left, right);
  if (isSequence(right) && isInt(left)) return repeat(runtime, right, left);
  if (typeof left === 'bigint' && typeof right === 'bigint') spendBig(runtime, left, right);
  return numeric('*', left, right, timesBig, (a, b) => a * b);
}

function isSequence(value: unknown): value is string | unknown[] {
  return typeof value === 'string' || Array.isArray(value);
}

function repeat(runtime: Runtime, items: string | unknown[], times: number | bigint | boolean): unknown {
  if (typeof times === 'bigint' && BigInt.asIntN(64, times) !== times)
    fail('OverflowError', "cannot fit 'int' into an index-sized integer");
  const count = Math.max(0, Number(times));
  runtime.meter.spend(items.length * count * (typeof items === 'string' ? 1 : 8));
  if (typeof items === 'string') return items.repeat(items.length === 0 ? 0 : count);
  const length = items.length === 0 ? 0 : items.length * count;
  const repeated = Array.from({ length }, (_, i) => items[i % items.length]);
  return items instanceof PyTuple ? tupleOf(repeated) : repeated;
}

function divide(_: Runtime, left: unknown, right: unknown): unknown {
  const [a, b] = operands('/', left, right);
  if (asNumber(b) === 0) fail('ZeroDivisionError', 'division by zero');
  if (isInt(a) && isInt(b)) return new PyFloat(quotient(asBigInt(a), asBigInt(b)));
  return new PyFloat(asNumber(a) / asNumber(b));
}

/** Rounded once, also where no double is one of the integers: what is cut off leaves a mark in the last bit. */
function quotient(a: bigint, b: bigint): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return x / y;
  const bits = (value: bigint) => value.toString(2).replace('-', '').length;
  const shift = Math.max(0, 66 - bits(a) + bits(b));
  const scaled = (a < 0n ? -a : a) << BigInt(shift);
  const divisor = b < 0n ? -b : b;
  const result = Number((scaled / divisor) | (scaled % divisor === 0n ? 0n : 1n)) / 2 ** shift;
  if (!Number.isFinite(result)) fail('OverflowError', 'integer division result too large for a float');
  return a < 0n !== b < 0n ? -result : result;
}

function floorDivide(_: Runtime, left: unknown, right: unknown): unknown {
  const [a, b] = operands('//', left, right);
  if (asNumber(b) === 0) fail('ZeroDivisionError', 'integer division or modulo by zero');
  const floor = (x: bigint, y: bigint) => {
    const quotient = x / y;
    return x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient;
  };
  return numeric('//', a, b, floor, floatFloor);
}

/** Python's way: by the rest, which is exact, where the quotient itself may be rounded to the next number. */
function floatFloor(x: number, y: number): number {
  const rest = x % y;
  const whole = (x - rest) / y - (rest !== 0 && rest < 0 !== y < 0 ? 1 : 0);
  if (whole === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  const floor = Math.floor(whole);
  return whole - floor > 0.5 ? floor + 1 : floor;
}

function modulo(runtime: Runtime, left: unknown, right: unknown): unknown {
  if (typeof left === 'string') return percentFormat(runtime, left, right);
  const [a, b] = operands('%', left, right);
  if (asNumber(b) === 0) fail('ZeroDivisionError', 'integer modulo by zero');
  const whole = (x: bigint, y: bigint) => ((x % y) + y) % y;
  return numeric('%', a, b, whole, (x, y) => {
    const rest = x % y;
    if (rest === 0) return y < 0 ? -0 : 0;
    return rest < 0 !== y < 0 ? rest + y : rest;
  });
}

function power(runtime: Runtime, left: unknown, right: unknown): unknown {
  const [a, b] = operands('**', left, right);
  if (isInt(a) && isInt(b) && asBigInt(b) >= 0n) {
    const bits = asBigInt(a).toString(2).length * Number(b);
    if (bits > MAX_BITS) fail('limit', 'a number in the template is too large');
    runtime.meter.spend(bits);
    return fromBigInt(asBigInt(a) ** asBigInt(b));
  }
  if (asNumber(a) === 0 && asNumber(b) < 0) {
    fail('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  }
  const result = asNumber(a) ** asNumber(b);
  if (
    !Number.isFinite(result) &&
    Number.isFinite(asNumber(a)) &&
    Number.isFinite(asNumber(b)) &&
    !Number.isNaN(result)
  )
    fail('OverflowError', "(34, 'Numerical result out of range')");
  if (Number.isNaN(result) && asNumber(a) < 0) fail('ValueError', 'complex numbers are not supported here');
  return new PyFloat(result);
}

function operands(operator: string, left: unknown, right: unknown): [Numeric, Numeric] {
  refuseUndefined(left, right);
  if (isNumeric(left) && isNumeric(right)) return [left, right];
  const types = `'${typeName(left)}' and '${typeName(right)}'`;
  return fail('TypeError', `unsupported operand type(s) for ${operator}: ${types}`);
}

function numeric(
  operator: string,
  left: unknown,
  right: unknown,
  big: (a: bigint, b: bigint) => bigint,
  float: (a: number, b: number) => number,
): unknown {
  const [a, b] = operands(operator, left, right);
  if (isInt(a) && isInt(b)) return fromBigInt(big(asBigInt(a), asBigInt(b)));
  return new PyFloat(float(asNumber(a), asNumber(b)));
}

/** The result in doubles where that is exact, else once more in bigint. */
function safe(result: number, a: number, b: number, big: (a: bigint, b: bigint) => bigint): unknown {
  return Number.isSafeInteger(result) ? result + 0 : fromBigInt(big(BigInt(a), BigInt(b)));
}

function spendBig(runtime: Runtime, left: bigint, right: bigint): void {
  const bits = 4 * (left.toString(16).length + right.toString(16).length);
  if (bits > MAX_BITS) fail('limit', 'a number in the template is too large');
  runtime.meter.spend(bits);
}
