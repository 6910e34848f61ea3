// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { nearest } from '@lava/protocol/error/nearest.ts';
import { shapeOf } from '@lava/protocol/error/shape.ts';
import * as z from 'zod';
import { notRead } from '../rules/not-acted-on.ts';

type Path = (string | number)[];

/**
 * Keys that the schema does not name, where it allows others, probably misspelt; and those that it names and nothing reads. Each is
 * a warning.
 */
export function unknownKeys(schema: z.core.$ZodType, value: unknown, path: Path = []): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'object':
      return Array.isArray(value) ? [] : inObject(shape.keys, shape.open && !shape.others, value, path);
    case 'record':
      return Object.entries(value).flatMap(([key, each]) => unknownKeys(shape.value, each, [...path, key]));
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, i) => unknownKeys(shape.element, each, [...path, i]))
        : [];
    case 'union':
      return inUnion(shape.options, value, path);
    case 'leaf':
      return [];
  }
}

function inObject(
  keys: Record<string, z.core.$ZodType>,
  open: boolean,
  value: object,
  path: Path,
): Problem[] {
  return Object.entries(value).flatMap(([key, each]) => {
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (known) return [...notRead(key, path), ...unknownKeys(known, each, [...path, key])];
    // A closed object refuses the key by itself; an empty one takes anything.
    if (!open || Object.keys(keys).length === 0) return [];
    return [
      unknownKey(
        key,
        Object.keys(keys).filter((name) => !Object.hasOwn(value, name)),
        path,
      ),
    ];
  });
}

/** @param known keys that could have been meant */
export function unknownKey(key: string, known: string[], path: Path): Problem {
  const near = nearest(key, known);
  return {
    severity: 'warning',
    message: `\`${key}\` is not a known key here`,
    where: { path: [...path, key] },
    found: key,
    ...(near !== undefined && { hint: `did you mean \`${near}\`?` }),
  };
}

/** As the option sees it that takes the value and knows most of it; when none does, the errors tell enough. */
function inUnion(options: readonly z.core.$ZodType[], value: unknown, path: Path): Problem[] {
  let best: Problem[] | undefined;
  for (const option of options) {
    if (!z.safeParse(option, value).success) continue;
    const unknown = unknownKeys(option, value, path);
    if (!best || unknown.length < best.length) best = unknown;
    if (best.length === 0) break;
  }
  return best ?? [];
}
