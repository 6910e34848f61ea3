// SPDX-License-Identifier: Apache-2.0
import type { JsonSchema } from '../../lib/json-schema.ts';
import type { Outline, Path } from './outline.ts';

export interface Completion {
  /** The key or value. */
  label: string;
  /** What to type for it: a key with its colon, and a new line where a mapping or list follows. */
  insert: string;
  kind: 'key' | 'value';
  detail: string;
  description: string;
  /** The schema demands it. */
  required: boolean;
}

/** What may come at the cursor: keys not used yet, or the values that the schema lists. */
export function complete(root: JsonSchema, outline: Outline): Completion[] {
  const { cursor } = outline;
  if (cursor.expects === 'value') return values(schemasAt(root, outline, cursor.path));
  const here = fitting(root, schemasAt(root, outline, cursor.path), outline.scalarsAt(cursor.path));
  const used = new Set(outline.keysAt(cursor.path));
  const found = new Map<string, Completion>();
  for (const schema of here) {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      if (used.has(key) || found.has(key)) continue;
      found.set(
        key,
        keyCompletion(root, key, property, cursor.indent, schema.required?.includes(key) ?? false),
      );
    }
  }
  // An item of a list of words is a value though no key comes before it.
  return [...found.values(), ...(found.size === 0 ? values(here) : [])];
}

/** Every schema that applies at a path, alternatives that what is written there rules out left out. */
export function schemasAt(root: JsonSchema, outline: Outline, path: Path): JsonSchema[] {
  let current = alternatives(root, root);
  for (const [depth, step] of path.entries()) {
    const at = path.slice(0, depth);
    current = fitting(root, current, outline.scalarsAt(at)).flatMap((schema) => {
      const child = typeof step === 'number' ? itemOf(schema, step) : propertyOf(schema, step);
      return child ? alternatives(root, child) : [];
    });
  }
  return current;
}

function itemOf({ items }: JsonSchema, index: number): JsonSchema | undefined {
  if (Array.isArray(items)) return items[index];
  return typeof items === 'object' ? items : undefined;
}

function propertyOf({ properties, additionalProperties }: JsonSchema, key: string): JsonSchema | undefined {
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return properties && Object.hasOwn(properties, key) ? properties[key] : rest;
}

/** References followed, alternatives one by one, `allOf` joined. */
function alternatives(root: JsonSchema, schema: JsonSchema, depth = 0): JsonSchema[] {
  if (depth > 20) return [];
  if (schema.$ref) {
    const target = lookUp(root, schema.$ref);
    return target ? alternatives(root, target, depth + 1) : [];
  }
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches)
    return branches.flatMap((branch) =>
      alternatives(root, { ...branch, description: branch.description ?? schema.description }, depth + 1),
    );
  if (!schema.allOf) return [schema];
  const parts = schema.allOf.flatMap((part) => alternatives(root, part, depth + 1));
  return [
    { ...schema, properties: Object.assign({}, schema.properties, ...parts.map((part) => part.properties)) },
  ];
}

function lookUp(root: JsonSchema, ref: string): JsonSchema | undefined {
  let at: unknown = root;
  for (const step of ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    at = (at as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return at as JsonSchema | undefined;
}

/** A mapping whose `to: tftp` is written is not the one for `to: tmpfs`. */
function fitting(root: JsonSchema, schemas: JsonSchema[], scalars: Record<string, string>): JsonSchema[] {
  const fit = schemas.filter((schema) =>
    Object.entries(scalars).every(([key, value]) => {
      const property = schema.properties?.[key];
      const fixed = property && value !== '' ? fixedValues(alternatives(root, property)) : undefined;
      return fixed === undefined || fixed.includes(value);
    }),
  );
  return fit.length > 0 ? fit : schemas;
}

/** The only values that are allowed, or undefined when others are. */
function fixedValues(schemas: JsonSchema[]): string[] | undefined {
  const lists = schemas.map((schema) => schema.enum ?? ('const' in schema ? [schema.const] : undefined));
  return lists.every((list) => list !== undefined) ? lists.flat().map(String) : undefined;
}

function values(schemas: JsonSchema[]): Completion[] {
  const found = new Map<string, Completion>();
  for (const schema of schemas) {
    const listed =
      schema.enum ?? ('const' in schema ? [schema.const] : schema.type === 'boolean' ? [true, false] : []);
    const samples = [...(schema.examples ?? []), ...('default' in schema ? [schema.default] : [])];
    for (const value of [...listed, ...samples]) {
      if (value === null || typeof value === 'object') continue;
      const label = String(value);
      const detail = schema.default === value ? 'default' : '';
      if (!found.has(label)) {
        found.set(label, {
          label,
          insert: label,
          kind: 'value',
          detail,
          description: schema.description ?? '',
          required: false,
        });
      }
    }
  }
  return [...found.values()];
}

function keyCompletion(
  root: JsonSchema,
  key: string,
  schema: JsonSchema,
  indent: number,
  required: boolean,
): Completion {
  const shapes = alternatives(root, schema);
  const types = [...new Set(shapes.flatMap((shape) => typeOf(shape)))];
  const inner = ' '.repeat(indent + 2);
  let insert = `${key}: `;
  if (types[0] === 'object') insert = `${key}:\n${inner}`;
  if (types[0] === 'array') insert = `${key}:\n${inner}- `;
  const description = schema.description ?? shapes.find((shape) => shape.description)?.description ?? '';
  return { label: key, insert, kind: 'key', detail: types.join(' | '), description, required };
}

function typeOf(schema: JsonSchema): string[] {
  if (schema.type) return [schema.type].flat();
  if (schema.properties) return ['object'];
  return schema.enum || 'const' in schema ? ['string'] : [];
}
