// SPDX-License-Identifier: Apache-2.0

/** A place of a device configuration, with the values that only one of two configurations has there, as JSON. */
export interface Difference {
  /** Keys from the top, with dots; all items of a list share one place, so that a new item in its middle is one value. */
  path: string;
  before: string[];
  after: string[];
}

/** How a device configuration differs from another, in the order of the new one; what is gone comes last. */
export function differences(before: unknown, after: unknown): Difference[] {
  const old = places(before);
  const now = places(after);
  const paths = new Set([...now.keys(), ...old.keys()]);
  return [...paths].flatMap((path) => {
    const values = { before: old.get(path) ?? [], after: now.get(path) ?? [] };
    const only = {
      path,
      before: without(values.before, values.after),
      after: without(values.after, values.before),
    };
    return only.before.length + only.after.length > 0 ? [only] : [];
  });
}

/** The values left when each of the others is taken out once. */
function without(values: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return values.filter((value) => {
    const count = left.get(value) ?? 0;
    left.set(value, count - 1);
    return count <= 0;
  });
}

function places(value: unknown): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (each: unknown, path: string): void => {
    if (Array.isArray(each)) for (const item of each) visit(item, `${path}[]`);
    else if (each !== null && typeof each === 'object')
      for (const [key, inner] of Object.entries(each)) visit(inner, path === '' ? key : `${path}.${key}`);
    else found.set(path, [...(found.get(path) ?? []), JSON.stringify(each) ?? 'null']);
  };
  visit(value, '');
  return found;
}
