// SPDX-License-Identifier: Apache-2.0
import { Failure, type FailureType, fail } from '../runtime/failure.ts';

/** What a name without value gives: prints as nothing, is false and empty; anything else fails with the name. */
export class Undefined {
  readonly message: string;
  readonly type: FailureType;

  constructor(message: string, type: FailureType = 'UndefinedError') {
    this.message = message;
    this.type = type;
  }

  fail(): never {
    return fail(this.type, this.message);
  }

  failure(): Failure {
    return new Failure(this.type, this.message);
  }
}

export function undefinedName(name: string): Undefined {
  return new Undefined(`'${name}' is undefined`);
}

/** Fails when either operand is undefined: no operator takes one. */
export function refuseUndefined(left: unknown, right?: unknown): void {
  if (left instanceof Undefined) left.fail();
  if (right instanceof Undefined) right.fail();
}
