// SPDX-License-Identifier: Apache-2.0

import { PyDict } from '@lava/yaml/dict.ts';
import { PyTuple, tupleOf } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { OPERATORS } from '../values/arithmetic.ts';
import { compare, equal } from '../values/compare.ts';
import { GroupTuple } from '../values/group.ts';
import { isKey } from '../values/hashable.ts';
import { iterate } from '../values/iterate.ts';
import { type Native, native } from '../values/native.ts';
import { intArgument } from '../values/number.ts';
import type { Runtime } from '../values/object.ts';
import { sortedBy } from '../values/sort.ts';
import { truthy } from '../values/truth.ts';
import { typeName } from '../values/type-name.ts';
import { Undefined } from '../values/undefined.ts';
import { DictView, PyIterator, PyRange } from '../values/views.ts';
import { attributeGetter, sortKey } from './attribute.ts';

/** The key of all items without the attribute. */
const MISSING = Symbol('missing');

const isTrue = (value: unknown) => value !== undefined && truthy(value);

function first(runtime: Runtime, value: unknown): unknown {
  const item = value instanceof PyIterator ? value.next() : iterate(runtime, value)[0];
  return item === undefined ? new Undefined('No first item, sequence was empty.') : item;
}

function last(runtime: Runtime, value: unknown): unknown {
  const item = reversible(runtime, value).at(-1);
  return item === undefined ? new Undefined('No last item, sequence was empty.') : item;
}

function reversible(runtime: Runtime, value: unknown): readonly unknown[] {
  if (value instanceof PyIterator || value instanceof Set) {
    return fail('TypeError', `'${typeName(value)}' object is not reversible`);
  }
  return iterate(runtime, value);
}

function reverse(runtime: Runtime, value: unknown): unknown {
  if (typeof value === 'string') return iterate(runtime, value).toReversed().join('');
  const items = iterate(runtime, value).toReversed();
  return new PyIterator(items, nameOfReversed(value));
}

function nameOfReversed(value: unknown): string {
  if (value instanceof Map) return 'dict_reversekeyiterator';
  if (value instanceof PyRange) return 'range_iterator';
  return Array.isArray(value) && !(value instanceof PyTuple) ? 'list_reverseiterator' : 'reversed';
}

function extreme(
  runtime: Runtime,
  value: unknown,
  sensitive: unknown,
  attribute: unknown,
  sign: 1 | -1,
): unknown {
  const key = sortKey(runtime, attribute, isTrue(sensitive));
  const items = iterate(runtime, value);
  if (items.length === 0) return new Undefined('No aggregated item, sequence was empty.');
  let best = items[0];
  let bestKey = key(best);
  for (const item of items.slice(1)) {
    const itemKey = key(item);
    if (sign * compare(itemKey, bestKey, sign > 0 ? '>' : '<') > 0) {
      best = item;
      bestKey = itemKey;
    }
  }
  return best;
}

function* unique(runtime: Runtime, value: unknown, sensitive: unknown, attribute: unknown) {
  const key = sortKey(runtime, attribute, isTrue(sensitive));
  const seen = new PyDict();
  for (const item of iterate(runtime, value)) {
    const found = key(item);
    // What is missing is equal to everything else that is.
    const itemKey = found instanceof Undefined ? MISSING : found;
    if (!isKey(itemKey)) fail('TypeError', `unhashable type: '${typeName(itemKey)}'`);
    if (seen.has(itemKey)) continue;
    seen.set(itemKey, true);
    yield item;
  }
}

function* batch(runtime: Runtime, value: unknown, size: number, fill: unknown) {
  const items = iterate(runtime, value);
  if (size < 1) fail('ValueError', 'batch size must be at least 1');
  for (let i = 0; i < items.length; i += size) {
    const part = items.slice(i, i + size);
    if (fill !== undefined && fill !== null) {
      runtime.meter.spend(size * 8);
      while (part.length < size) part.push(fill);
    }
    yield part;
  }
}

function* slices(runtime: Runtime, value: unknown, count: number, fill: unknown) {
  const items = iterate(runtime, value);
  if (count < 1) fail('ZeroDivisionError', 'integer division or modulo by zero');
  const each = Math.floor(items.length / count);
  const longer = items.length % count;
  let start = 0;
  for (let i = 0; i < count; i++) {
    runtime.meter.spend(32);
    const end = start + each + (i < longer ? 1 : 0);
    const part = items.slice(start, end);
    if (fill !== undefined && fill !== null && i >= longer) part.push(fill);
    yield part;
    start = end;
  }
}

function groupBy(
  runtime: Runtime,
  value: unknown,
  attribute: unknown,
  fallback: unknown,
  sensitive: unknown,
) {
  const get = attributeGetter(runtime, attribute, fallback);
  const key = (item: unknown) => {
    const found = get(item);
    return typeof found === 'string' && !isTrue(sensitive) ? found.toLowerCase() : found;
  };
  const groups: { key: unknown; items: unknown[] }[] = [];
  for (const item of sortedBy(runtime, iterate(runtime, value), key)) {
    const itemKey = key(item);
    const open = groups.at(-1);
    if (open && equal(open.key, itemKey)) open.items.push(item);
    else groups.push({ key: itemKey, items: [item] });
  }
  return groups.map((group) => GroupTuple.make(get(group.items[0]), group.items));
}

function sum(runtime: Runtime, value: unknown, attribute: unknown, start: unknown): unknown {
  if (typeof start === 'string') fail('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  const get = attributeGetter(runtime, attribute);
  return iterate(runtime, value).reduce((total, item) => OPERATORS['+'](runtime, total, get(item)), start);
}

function dictSort(
  runtime: Runtime,
  value: unknown,
  sensitive: unknown,
  by: unknown,
  descending: unknown,
): unknown[] {
  if (!(value instanceof Map))
    return fail('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
  if (by !== 'key' && by !== 'value')
    return fail('TypeError', 'You can only sort by either "key" or "value"');
  const key = sortKey(runtime, by === 'key' ? 0 : 1, isTrue(sensitive));
  return sortedBy(runtime, Array.from(value, tupleOf), key, isTrue(descending));
}

function pairs(value: unknown): PyIterator {
  if (value instanceof Undefined) return new PyIterator([]);
  if (value instanceof PyDict) return new PyIterator(new DictView(value, 'items').list());
  return fail('TypeError', 'Can only get item pairs from a mapping.');
}

function random(runtime: Runtime, value: unknown): unknown {
  const items = value instanceof PyRange || typeof value === 'string' ? iterate(runtime, value) : value;
  if (!Array.isArray(items)) return fail('TypeError', `'${typeName(value)}' object is not subscriptable`);
  if (items.length === 0) return new Undefined('No random item, sequence was empty.');
  return items[Math.floor(Math.random() * items.length)];
}

/** Filters on lists and dictionaries. What jinja2 makes lazily is an iterator here as well: true, and read once. */
export const LIST_FILTERS: readonly Native[] = [
  native(
    'batch(value, linecount, fill_with=)',
    (rt, value, size, fill) => new PyIterator(batch(rt, value, intArgument(size), fill)),
  ),
  native(
    'dictsort(value, case_sensitive=, by=, reverse=)',
    (rt, value, sensitive, by: unknown = 'key', descending?: unknown) =>
      dictSort(rt, value, sensitive, by, descending),
  ),
  native('first(seq)', (rt, seq) => first(rt, seq)),
  native(
    'groupby(value, attribute, default=, case_sensitive=)',
    (rt, value, attribute, fallback, sensitive) => groupBy(rt, value, attribute, fallback, sensitive),
  ),
  native('items(value)', (_, value) => pairs(value)),
  native('last(seq)', (rt, seq) => last(rt, seq)),
  native('list(value)', (rt, value) => {
    const items = iterate(rt, value);
    rt.meter.spend(items.length * 8);
    return Array.from(items);
  }),
  native('max(value, case_sensitive=, attribute=)', (rt, value, sensitive, attribute) =>
    extreme(rt, value, sensitive, attribute, 1),
  ),
  native('min(value, case_sensitive=, attribute=)', (rt, value, sensitive, attribute) =>
    extreme(rt, value, sensitive, attribute, -1),
  ),
  native('random(seq)', (rt, seq) => random(rt, seq)),
  native('reverse(value)', (rt, value) => reverse(rt, value)),
  native(
    'slice(value, slices, fill_with=)',
    (rt, value, count, fill) => new PyIterator(slices(rt, value, intArgument(count), fill)),
  ),
  native(
    'sort(value, reverse=, case_sensitive=, attribute=)',
    (rt, value, descending, sensitive, attribute) =>
      sortedBy(rt, iterate(rt, value), multiKey(rt, attribute, isTrue(sensitive)), isTrue(descending)),
  ),
  native('sum(iterable, attribute=, start=)', (rt, value, attribute, start: unknown = 0) =>
    sum(rt, value, attribute, start),
  ),
  native(
    'unique(value, case_sensitive=, attribute=)',
    (rt, value, sensitive, attribute) => new PyIterator(unique(rt, value, sensitive, attribute)),
  ),
];

/** `attribute='a,b'` sorts by several; the key is a list also of one, so equal keys are never ordered. */
function multiKey(runtime: Runtime, attribute: unknown, sensitive: boolean): (item: unknown) => unknown {
  const parts = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const keys = parts.map((part) => sortKey(runtime, part, sensitive));
  return (item) => keys.map((key) => key(item));
}
