// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import { equal } from '../values/compare.ts';
import { iterate } from '../values/iterate.ts';
import { native, table } from '../values/native.ts';
import { intArgument } from '../values/number.ts';
import type { PyCallable, Runtime } from '../values/object.ts';
import { sortedBy } from '../values/sort.ts';
import { repr } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import type { PyRange } from '../values/views.ts';

/** A negative index counts from the end. */
function place(index: unknown, length: number): number {
  const number = intArgument(index);
  return number < 0 ? Math.max(0, number + length) : number;
}

function indexIn(list: readonly unknown[], item: unknown, start?: unknown, stop?: unknown): number {
  const from = start === undefined ? 0 : place(start, list.length);
  const to = stop === undefined ? list.length : place(stop, list.length);
  const index = list.findIndex((other, i) => i >= from && i < to && equal(other, item));
  return index < 0 ? fail('ValueError', `${repr(item)} is not in list`) : index;
}

function extend(runtime: Runtime, list: unknown[], items: unknown): void {
  const more = [...iterate(runtime, items)];
  runtime.meter.spend(more.length * 8);
  for (const item of more) list.push(item);
}

function pop(list: unknown[], position: unknown): unknown {
  const index = position === undefined ? -1 : intArgument(position);
  if (list.length === 0) fail('IndexError', 'pop from empty list');
  const at = index < 0 ? index + list.length : index;
  if (at < 0 || at >= list.length) fail('IndexError', 'pop index out of range');
  return list.splice(at, 1)[0];
}

function insert(runtime: Runtime, list: unknown[], position: unknown, item: unknown): void {
  runtime.meter.spend(8);
  // Negative positions beyond the start mean the start; splice() agrees.
  list.splice(intArgument(position), 0, item);
}

function sort(runtime: Runtime, list: unknown[], key: unknown, reverse: unknown): void {
  const keyOf = key === undefined || key === null ? undefined : (key as PyCallable);
  const sorted = sortedBy(
    runtime,
    list,
    (item) => (keyOf ? keyOf.call(runtime, [item], undefined) : item),
    reverse !== undefined && truthy(reverse),
  );
  list.splice(0, list.length);
  for (const item of sorted) list.push(item);
}

const nothing = (run: () => void): null => {
  run();
  return null;
};

const READING = [
  native(
    'count(self, item)',
    (_, list: unknown[], item) => list.filter((other) => equal(other, item)).length,
  ),
  native('index(self, item, start=, stop=)', (_, list: unknown[], item, start, stop) =>
    indexIn(list, item, start, stop),
  ),
];

export const TUPLE_METHODS = table(...READING);

export const RANGE_METHODS = table(
  native(
    'count(self, item)',
    (_, range: PyRange, item) => range.list().filter((other) => equal(other, item)).length,
  ),
  native('index(self, item)', (_, range: PyRange, item) => indexIn(range.list(), item)),
);

export const LIST_METHODS = table(
  ...READING,
  native('append(self, item)', (rt, list: unknown[], item) =>
    nothing(() => {
      rt.meter.spend(8);
      list.push(item);
    }),
  ),
  native('clear(self)', (_, list: unknown[]) => nothing(() => list.splice(0, list.length))),
  native('copy(self)', (rt, list: unknown[]) => {
    rt.meter.spend(list.length * 8);
    return [...list];
  }),
  native('extend(self, items)', (rt, list: unknown[], items) => nothing(() => extend(rt, list, items))),
  native('insert(self, index, item)', (rt, list: unknown[], at, item) =>
    nothing(() => insert(rt, list, at, item)),
  ),
  native('pop(self, index=)', (_, list: unknown[], at) => pop(list, at)),
  native('remove(self, item)', (_, list: unknown[], item) =>
    nothing(() => list.splice(indexIn(list, item), 1)),
  ),
  native('reverse(self)', (_, list: unknown[]) => nothing(() => list.reverse())),
  native('sort(self, key=, reverse=)', (rt, list: unknown[], key, reverse) =>
    nothing(() => sort(rt, list, key, reverse)),
  ),
);
