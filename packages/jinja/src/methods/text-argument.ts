// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import { typeName } from '../values/type-name.ts';
import { Undefined } from '../values/undefined.ts';

/** Text argument of a method. */
export function textArgument(value: unknown, method: string): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) value.fail();
  return fail('TypeError', `${method}: argument must be str, not ${typeName(value)}`);
}
