// SPDX-License-Identifier: Apache-2.0

type Json = { [key: string]: unknown };

/** Length of a part's text above which it is worth a definition of its own. */
const WORTH = 120;

/** Keywords that hold schemas by name, and are none themselves. */
const MAPS = new Set(['properties', '$defs']);

/** What zod writes that says nothing to an editor. */
const NOISE: Record<string, (value: unknown) => boolean> = {
  minimum: (value) => value === Number.MIN_SAFE_INTEGER,
  maximum: (value) => value === Number.MAX_SAFE_INTEGER,
  propertyNames: (value) => JSON.stringify(value) === '{"type":"string"}',
  additionalProperties: (value) => JSON.stringify(value) === '{}',
};

/** A JSON Schema without noise, in which parts that occur more than once stand once, in `$defs`. */
export function hoist(schema: Json): Json {
  const tidy = tidied(schema) as Json;
  const seen = new Map<string, number>();
  count(tidy, seen);
  const names = new Map<string, string>();
  const defs: Json = {};
  const used = new Set(Object.keys((tidy.$defs ?? {}) as Json));
  const replaced = replace(tidy, 'part') as Json;
  return { ...replaced, $defs: { ...(replaced.$defs as Json | undefined), ...defs } };

  function replace(value: unknown, key: string): unknown {
    if (Array.isArray(value)) return value.map((each) => replace(each, key));
    if (typeof value !== 'object' || value === null) return value;
    const text = JSON.stringify(value);
    const worth = isSchema(value as Json) && text.length > WORTH && (seen.get(text) ?? 0) > 1;
    if (!worth) return inside(value);
    let name = names.get(text);
    if (name === undefined) {
      name = free(key.replace(/[^\w-]/g, ''), used);
      names.set(text, name);
      defs[name] = inside(value);
    }
    return { $ref: `#/$defs/${name}` };
  }

  function inside(value: object): Json {
    return mapValues(value, (each, key) =>
      MAPS.has(key) ? mapValues(Object(each), (inner, name) => replace(inner, name)) : replace(each, key),
    );
  }
}

function free(wanted: string, used: Set<string>): string {
  let name = wanted;
  for (let n = 2; used.has(name); n++) name = `${wanted}-${n}`;
  used.add(name);
  return name;
}

function mapValues(value: object, map: (each: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, map(each, key)]));
}

/** Keywords like `properties` hold schemas and are none themselves, also when a property's name is `type`. */
function isSchema({ type, anyOf, oneOf }: Json): boolean {
  return typeof type === 'string' || [type, anyOf, oneOf].some(Array.isArray);
}

function count(value: unknown, seen: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) {
    const text = JSON.stringify(value);
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  for (const each of Object.values(value)) count(each, seen);
}

function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !NOISE[key]?.(each))
      .map(([key, each]) => [key, tidied(each)]),
  );
}
