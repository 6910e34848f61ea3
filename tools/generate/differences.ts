// SPDX-License-Identifier: Apache-2.0

/**
 * How `after` differs from `before`: `path: value` for each value that is new at its place, with JSON's values, and
 * `path: ~` for a place that is no longer there. The items of a list share one place, so that an item in its middle
 * is one line.
 */
export function differences(before: unknown, after: unknown): string[] {
  const old = Map.groupBy(leaves(before), ([path]) => path);
  const now = Map.groupBy(leaves(after), ([path]) => path);
  const changed = [...now].flatMap(([path, values]) => {
    const known = new Set(old.get(path)?.map(([, value]) => value));
    return values.filter(([, value]) => !known.has(value)).map(([, value]) => `${path}: ${value}`);
  });
  const gone = [...old.keys()].filter((path) => !now.has(path));
  return [...changed, ...gone.map((path) => `${path}: ~`)];
}

function leaves(value: unknown, path = ''): [string, string][] {
  if (value === null || typeof value !== 'object') return [[path, JSON.stringify(value)]];
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, `${path}[]`));
  return Object.entries(value).flatMap(([key, each]) => leaves(each, path === '' ? key : `${path}.${key}`));
}
