// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../runtime/frame.ts';
import type { CompareOperator } from '../syntax/ast.ts';
import { compare, contains, equal } from '../values/compare.ts';
import type { Evaluate } from './scope.ts';

/** `a < b < c`, which ends at the first that does not hold. */
export function comparison(first: Evaluate, rest: [CompareOperator, Evaluate][]): Evaluate {
  return (frame) => {
    let left = first(frame);
    for (const [operator, value] of rest) {
      const right = value(frame);
      if (!holds(frame, operator, left, right)) return false;
      left = right;
    }
    return true;
  };
}

function holds(frame: Frame, operator: CompareOperator, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return compare(left, right, operator) < 0;
    case '<=':
      return compare(left, right, operator) <= 0;
    case '>':
      return compare(left, right, operator) > 0;
    case '>=':
      return compare(left, right, operator) >= 0;
    case 'in':
      return contains(frame.rendering, right, left);
    case 'not in':
      return !contains(frame.rendering, right, left);
  }
}
