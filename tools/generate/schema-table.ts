// SPDX-License-Identifier: Apache-2.0
import { shapeOf } from '@lava/protocol/error/shape.ts';
import * as z from 'zod';

type Schema = z.core.$ZodType;

/** Shapes that have a section of their own in the reference. */
const SHARED = [
  { name: 'file', link: 'README.md#files', keys: ['url', 'compression', 'sha256sum'] },
  { name: 'container', link: 'README.md#containers', keys: ['network_from', 'container_name'] },
  { name: 'time limit', link: 'README.md#time-limits', keys: ['minutes', 'seconds'] },
];

interface Row {
  path: string;
  required: boolean;
  type: string;
  text: string;
}

/** Markdown table of the keys of an object; keys of inner objects follow with their path. */
export function keyTable(schema: Schema, without: Iterable<string> = []): string[] {
  const hidden = new Set(without);
  const rows = rowsOf(schema, '').filter(({ path }) => !hidden.has(path.split(/[.[]/)[0] ?? ''));
  if (rows.length === 0) return [];
  return [
    '| key | | value | |',
    '|---|---|---|---|',
    ...rows.map(
      ({ path, required, type, text }) =>
        `| \`${path}\` | ${required ? 'required' : ''} | ${type} | ${text.replaceAll('|', '\\|')} |`,
    ),
  ];
}

function rowsOf(schema: Schema, prefix: string, without: readonly string[] = []): Row[] {
  const shape = shapeOf(schema);
  if (shape.kind !== 'object') return [];
  return Object.entries(shape.keys)
    .filter(([key]) => !without.includes(key))
    .flatMap(([key, value]) => {
      const path = prefix + key;
      const required = value._zod.optin !== 'optional';
      return [{ path, required, type: typeText(value), text: textOf(value) }, ...innerRows(value, path)];
    });
}

/** Keys of what is inside a value; those of shared shapes are listed once, elsewhere. */
function innerRows(schema: Schema, path: string): Row[] {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'object':
      return rowsOf(schema, `${path}.`, sharedKeys(schema));
    case 'record':
      return innerRows(shape.value, `${path}.<name>`);
    case 'array':
      return innerRows(shape.element, `${path}[]`);
    case 'union':
      return merged(shape.options.map((option) => innerRows(option, path)));
    case 'leaf':
      return [];
  }
}

/** One row a key; required only where every form of the value requires it. */
function merged(forms: Row[][]): Row[] {
  const rows = new Map<string, Row>();
  for (const row of forms.flat()) {
    const known = rows.get(row.path);
    if (!known) rows.set(row.path, { ...row });
    else if (!known.type.split(' or ').includes(row.type)) known.type += ` or ${row.type}`;
  }
  const objects = forms.filter((form) => form.length > 0);
  return [...rows.values()].map((row) => ({
    ...row,
    required: objects.every((form) => form.some(({ path, required }) => path === row.path && required)),
  }));
}

function sharedOf(schema: Schema) {
  const shape = shapeOf(schema);
  if (shape.kind !== 'object') return undefined;
  return SHARED.find(({ keys }) => keys.every((key) => key in shape.keys));
}

let sharedShapes: Record<string, readonly string[]> = {};

/** @param shapes keys of each shared shape by its name */
export function describeShared(shapes: Record<string, Schema>): void {
  sharedShapes = Object.fromEntries(
    Object.entries(shapes).map(([name, schema]) => {
      const shape = shapeOf(schema);
      return [name, shape.kind === 'object' ? Object.keys(shape.keys) : []];
    }),
  );
}

function sharedKeys(schema: Schema): readonly string[] {
  return sharedShapes[sharedOf(schema)?.name ?? ''] ?? [];
}

function typeText(schema: Schema): string {
  const shared = sharedOf(schema);
  if (shared) return `[${shared.name}](${shared.link})`;
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'object':
      return 'mapping';
    case 'record':
      return `mapping of ${typeText(shape.value)}`;
    case 'array':
      return `list of ${typeText(shape.element)}`;
    case 'union':
      return [...new Set(shape.options.map(typeText))].join(' or ');
    case 'leaf':
      return leafText(unwrapped(schema));
  }
}

/** Without what makes it optional or nullable. */
function unwrapped(schema: Schema): Schema {
  const def = schema._zod.def as unknown as { innerType?: Schema };
  return def.innerType ? unwrapped(def.innerType) : schema;
}

function leafText(schema: Schema): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  if (json.const !== undefined) return `\`${json.const}\``;
  if (Array.isArray(json.enum)) return json.enum.map((value) => `\`${value}\``).join(', ');
  const names: Record<string, string> = {
    string: 'text',
    integer: 'number',
    number: 'number',
    boolean: 'true or false',
  };
  return names[String(json.type)] ?? 'any';
}

function textOf(schema: Schema): string {
  const def = schema._zod.def as unknown as { innerType?: Schema };
  return z.globalRegistry.get(schema)?.description ?? (def.innerType ? textOf(def.innerType) : '');
}
