// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { fail } from '../runtime/failure.ts';
import { typeName } from './type-name.ts';

/** int, float or bool: what arithmetic takes. */
export type Numeric = number | bigint | boolean | PyFloat;

export function isNumeric(value: unknown): value is Numeric {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value instanceof PyFloat ||
    typeof value === 'bigint'
  );
}

/** An int without its fast form: bool counts as 0 or 1. */
export function isInt(value: unknown): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

export function asNumber(value: Numeric): number {
  return value instanceof PyFloat ? value.value : Number(value);
}

export function asBigInt(value: number | bigint | boolean): bigint {
  return BigInt(value);
}

/** Ints are numbers as far as those are exact, bigint beyond. */
export function fromBigInt(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** A float that is known to be whole, as int. */
export function fromWhole(value: number): number | bigint {
  if (!Number.isFinite(value)) {
    return fail(
      Number.isNaN(value) ? 'ValueError' : 'OverflowError',
      'cannot convert float infinity or NaN to integer',
    );
  }
  return Number.isSafeInteger(value) ? value + 0 : fromBigInt(BigInt(value));
}

/** An argument that must be an int, e.g. a width; ints beyond 2^53 count as that. */
export function intArgument(value: unknown): number {
  if (isInt(value)) return Number(value);
  return fail('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** An argument that must be a number. */
export function numberArgument(value: unknown): Numeric {
  if (isNumeric(value)) return value;
  return fail('TypeError', `a number is needed, not '${typeName(value)}'`);
}
