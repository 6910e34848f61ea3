// SPDX-License-Identifier: Apache-2.0
import type { Runtime } from '../values/object.ts';
import { Undefined } from '../values/undefined.ts';

/** Getter for `attribute='a.b.0'`; no attribute: the item itself. */
export function attributeGetter(
  runtime: Runtime,
  attribute: unknown,
  fallback?: unknown,
): (item: unknown) => unknown {
  const parts = partsOf(attribute);
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = runtime.item(value, part);
      if (value instanceof Undefined && fallback !== undefined && fallback !== null) value = fallback;
    }
    return value;
  };
}

/** The same for sorting: strings compare without regard to case unless asked for. */
export function sortKey(
  runtime: Runtime,
  attribute: unknown,
  caseSensitive: boolean,
): (item: unknown) => unknown {
  const get = attributeGetter(runtime, attribute);
  return (item) => {
    const value = get(item);
    return typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value;
  };
}

function partsOf(attribute: unknown): unknown[] {
  if (attribute === undefined || attribute === null) return [];
  if (typeof attribute !== 'string') return [attribute];
  return attribute.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
