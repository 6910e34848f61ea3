// SPDX-License-Identifier: Apache-2.0

import { PyDict } from '@lava/yaml/dict.ts';
import { PyFloat } from '@lava/yaml/float.ts';
import { YamlTimestamp } from '@lava/yaml/timestamp.ts';
import { PyTuple } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { isKey } from './hashable.ts';
import { iterate } from './iterate.ts';
import { asNumber, isNumeric, type Numeric } from './number.ts';
import type { Runtime } from './object.ts';
import { typeName } from './type-name.ts';
import { refuseUndefined, Undefined } from './undefined.ts';
import { PyRange } from './views.ts';

/** Pairs of items that one comparison may look at: shared items make short data endless. */
const MAX_PAIRS = 500_000;

class Comparison {
  #left = MAX_PAIRS;

  equal(left: unknown, right: unknown): boolean {
    if (left === right) return true;
    if (typeof left === 'string' || typeof right === 'string') return false;
    if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
    if (left instanceof Undefined) return right instanceof Undefined;
    if (--this.#left < 0) fail('limit', 'values of the template are too large to be compared');
    if (Array.isArray(left) && Array.isArray(right)) {
      return (
        left instanceof PyTuple === right instanceof PyTuple &&
        left.length === right.length &&
        left.every((item, i) => this.equal(item, right[i]))
      );
    }
    if (left instanceof Map && right instanceof Map) {
      if (left.size !== right.size) return false;
      for (const [key, value] of left)
        if (!right.has(key) || !this.equal(value, right.get(key))) return false;
      return true;
    }
    if (left instanceof Set && right instanceof Set) {
      return left.size === right.size && [...left].every((item) => right.has(item));
    }
    if (left instanceof PyRange && right instanceof PyRange) return this.equal(left.list(), right.list());
    return (
      left instanceof YamlTimestamp && right instanceof YamlTimestamp && left.text('T') === right.text('T')
    );
  }

  order(left: unknown, right: unknown, operator: string): number {
    if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
    if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right);
    refuseUndefined(left, right);
    const lists = Array.isArray(left) && Array.isArray(right);
    if (lists && left instanceof PyTuple === right instanceof PyTuple) {
      const differs = left.findIndex((item, i) => i >= right.length || !this.equal(item, right[i]));
      if (differs < 0 || differs >= right.length) return left.length - right.length;
      return this.order(left[differs], right[differs], operator);
    }
    if (left instanceof YamlTimestamp && right instanceof YamlTimestamp && left.isDate && right.isDate) {
      return compareText(left.text('T'), right.text('T'));
    }
    const types = `'${typeName(left)}' and '${typeName(right)}'`;
    return fail('TypeError', `'${operator}' not supported between instances of ${types}`);
  }
}

/** Python's `==`. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left === 'string' || typeof right === 'string') return false;
  return new Comparison().equal(left, right);
}

/**
 * Order of two values: negative, zero or positive; NaN where Python finds them unordered.
 *
 * @param operator for the message
 */
export function compare(left: unknown, right: unknown, operator = '<'): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return new Comparison().order(left, right, operator);
}

/** Python's `in`. */
export function contains(runtime: Runtime, container: unknown, item: unknown): boolean {
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    if (item instanceof Undefined) item.fail();
    return fail('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (container instanceof PyDict) {
    if (!isKey(item)) fail('TypeError', `unhashable type: '${typeName(item)}'`);
    return container.has(item);
  }
  if (Array.isArray(container)) {
    runtime.meter.spend(container.length);
    return container.some((other) => equal(other, item));
  }
  if (container === null || isNumeric(container)) {
    return fail('TypeError', `argument of type '${typeName(container)}' is not iterable`);
  }
  return iterate(runtime, container).some((other) => equal(other, item));
}

function compareNumbers(left: Numeric, right: Numeric): number {
  if (left instanceof PyFloat || right instanceof PyFloat) {
    const a = asNumber(left);
    const b = asNumber(right);
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By code points, as Python does; JavaScript's own order differs for characters beyond U+FFFF. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const plain = left < right ? -1 : 1;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a === b) continue;
    // A surrogate stands for a character above all others.
    return a >= 0xd800 && b >= 0xd800 ? Math.sign(rank(a) - rank(b)) : plain;
  }
  return plain;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
