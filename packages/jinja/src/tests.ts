// SPDX-License-Identifier: Apache-2.0

import { PyFloat } from '@lava/yaml/float.ts';
import { STR_METHODS } from './methods/str.ts';
import { fail } from './runtime/failure.ts';
import { OPERATORS } from './values/arithmetic.ts';
import { compare, contains, equal } from './values/compare.ts';
import { isKey } from './values/hashable.ts';
import { isIterable } from './values/iterate.ts';
import { type Native, native } from './values/native.ts';
import { isInt, isNumeric } from './values/number.ts';
import { PyCallable, type Runtime } from './values/object.ts';
import { str } from './values/text.ts';
import { typeName } from './values/type-name.ts';
import { Undefined } from './values/undefined.ts';
import { DictView, PyIterator } from './values/views.ts';

function remainderIs(runtime: Runtime, value: unknown, divisor: unknown, wanted: number): boolean {
  return equal(OPERATORS['%'](runtime, value, divisor), wanted);
}

/** Names are looked up in a dictionary, which refuses lists. */
function nameOf(value: unknown): string {
  if (!isKey(value)) fail('TypeError', `unhashable type: '${typeName(value)}'`);
  return typeof value === 'string' ? value : '';
}

function isCase(runtime: Runtime, method: 'islower' | 'isupper', value: unknown): unknown {
  return STR_METHODS.get(method)?.call(runtime, [str(value)], undefined);
}

function isSequence(value: unknown): boolean {
  return (
    isIterable(value) && !(value instanceof PyIterator || value instanceof DictView || value instanceof Set)
  );
}

const TESTS_BY_NAME: readonly Native[] = [
  native('boolean(value)', (_, value: unknown) => typeof value === 'boolean'),
  // Python's Undefined has a `__call__`, which fails.
  native('callable(value)', (_, value: unknown) => value instanceof PyCallable || value instanceof Undefined),
  native('defined(value)', (_, value: unknown) => !(value instanceof Undefined)),
  native('divisibleby(value, num)', (rt, value, num) => remainderIs(rt, value, num, 0)),
  native('eq(value, other)', (_, value, other) => equal(value, other)),
  native('escaped(value)', () => false),
  native('even(value)', (rt, value) => remainderIs(rt, value, 2, 0)),
  native('false(value)', (_, value: unknown) => value === false),
  native('filter(value)', (rt, value) => rt.hasFilter(nameOf(value))),
  native('float(value)', (_, value: unknown) => value instanceof PyFloat),
  native('ge(value, other)', (_, value, other) => compare(value, other, '>=') >= 0),
  native('gt(value, other)', (_, value, other) => compare(value, other, '>') > 0),
  native('in(value, seq)', (rt, value, seq) => contains(rt, seq, value)),
  native('integer(value)', (_, value: unknown) => isInt(value) && typeof value !== 'boolean'),
  native('iterable(value)', (_, value) => isIterable(value)),
  native('le(value, other)', (_, value, other) => compare(value, other, '<=') <= 0),
  native('lower(value)', (rt, value) => isCase(rt, 'islower', value)),
  native('lt(value, other)', (_, value, other) => compare(value, other, '<') < 0),
  native('mapping(value)', (_, value: unknown) => value instanceof Map),
  native('ne(value, other)', (_, value, other) => !equal(value, other)),
  native('none(value)', (_, value: unknown) => value === null),
  native('number(value)', (_, value) => isNumeric(value)),
  native('odd(value)', (rt, value) => remainderIs(rt, value, 2, 1)),
  native('sameas(value, other)', (_, value: unknown, other: unknown) => value === other),
  native('sequence(value)', (_, value) => isSequence(value)),
  native('string(value)', (_, value: unknown) => typeof value === 'string'),
  native('test(value)', (rt, value) => rt.hasTest(nameOf(value))),
  native('true(value)', (_, value: unknown) => value === true),
  native('undefined(value)', (_, value: unknown) => value instanceof Undefined),
  native('upper(value)', (rt, value) => isCase(rt, 'isupper', value)),
];

const ALIASES: Record<string, string> = {
  '==': 'eq',
  equalto: 'eq',
  '!=': 'ne',
  '>': 'gt',
  greaterthan: 'gt',
  '>=': 'ge',
  '<': 'lt',
  lessthan: 'lt',
  '<=': 'le',
};

/** The tests of jinja2 3.1. */
export const TESTS: ReadonlyMap<string, Native> = withAliases();

function withAliases(): ReadonlyMap<string, Native> {
  const byName = new Map(TESTS_BY_NAME.map((test) => [test.name, test]));
  for (const [alias, name] of Object.entries(ALIASES)) {
    const test = byName.get(name);
    if (test) byName.set(alias, test);
  }
  return byName;
}
