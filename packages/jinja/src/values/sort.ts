// SPDX-License-Identifier: Apache-2.0
import { compare } from './compare.ts';
import type { Runtime } from './object.ts';

/** A new sorted list; stable in both directions, as Python's `sorted()`. */
export function sortedBy(
  runtime: Runtime,
  items: readonly unknown[],
  key: (item: unknown) => unknown,
  reverse = false,
): unknown[] {
  runtime.meter.spend(items.length * 16);
  const keyed = items.map((item) => ({ item, key: key(item) }));
  const sign = reverse ? -1 : 1;
  keyed.sort((a, b) => {
    runtime.meter.tick();
    return sign * (compare(a.key, b.key) || 0);
  });
  return keyed.map(({ item }) => item);
}
