// SPDX-License-Identifier: Apache-2.0
import type { Problem } from '@lava/protocol/error/error.ts';
import { shown } from '@lava/protocol/error/issues.ts';
import { shapeOf } from '@lava/protocol/error/shape.ts';
import * as z from 'zod';
import { isEmptyValue } from './refusal.ts';

type Path = (string | number)[];

/** Keys of which LAVA asks whether they are there, whatever their value: an empty one is planned, or refused. */
const PRESENCE = new Set([
  'definitions',
  'docker',
  'images',
  'interactive',
  'monitors',
  'prompts',
  'services',
  'transfer_overlay',
]);

/** Keys whose text may be in any case. */
const KERNEL_TYPES = new Set(['type', 'kernel_type']);

/** Where a time limit is asked for: LAVA leaves out nothing of it, so what is neither a mapping nor null is refused. */
const TIME_LIMITS = new Set(['timeout', 'connection_timeout', 'job', 'action', 'connection', 'queue']);

/** Amounts of a time limit: one without a number cannot be added up. */
const UNITS = new Set(['days', 'hours', 'minutes', 'seconds']);

export interface Present {
  /** The value without its empty keys; what was given stays as it is. */
  value: unknown;
  /** A warning for each key that was left out. */
  warnings: Problem[];
}

/**
 * Reads what people and templates write loosely: an optional key whose value is null, `''`, `[]` or `{}`, where that is not a value
 * for it, counts as absent, and a kernel's type may be in any case.
 * @param onlyNull other empty values are left to the schema
 */
export function readLoosely(
  schema: z.core.$ZodType,
  value: unknown,
  path: Path = [],
  onlyNull = false,
): Present {
  const warnings: Problem[] = [];
  if (!mayBeLoose(value)) return { value, warnings };
  return { value: tidied(schema, value, path, { warnings, onlyNull }), warnings };
}

/** Whether any of it may have to be read otherwise than it stands, whatever the schema; most jobs are written properly. */
function mayBeLoose(value: unknown): boolean {
  if (isEmptyValue(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(mayBeLoose);
  for (const [key, each] of Object.entries(value)) {
    if (mayBeLoose(each)) return true;
    if (typeof each === 'string' && KERNEL_TYPES.has(key) && each !== each.toLowerCase()) return true;
  }
  return false;
}

interface Tidying {
  warnings: Problem[];
  onlyNull: boolean;
}

function tidied(schema: z.core.$ZodType, value: unknown, path: Path, tidying: Tidying): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'object':
      return isMapping(value) ? inObject(shape.keys, value, path, tidying) : value;
    case 'record':
      return isMapping(value)
        ? mapped(value, (each, key) => tidied(shape.value, each, [...path, key], tidying))
        : value;
    case 'array':
      return Array.isArray(value)
        ? value.map((each, i) => tidied(shape.element, each, [...path, i], tidying))
        : value;
    case 'union':
      return inUnion(shape.options, value, path, tidying);
    case 'leaf':
      return value;
  }
}

function inObject(
  keys: Record<string, z.core.$ZodType>,
  value: Record<string, unknown>,
  path: Path,
  tidying: Tidying,
): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (!known) return [[key, each]];
    if (!countsAsAbsent(known, key, each, tidying.onlyNull))
      return [[key, tidied(known, inLowerCase(known, key, each, path, tidying), [...path, key], tidying)]];
    tidying.warnings.push({
      severity: 'warning',
      message: `\`${key}\` is empty (${shown(each)}): it counts as absent`,
      found: shown(each),
      hint: 'give it a value, or leave the key out',
      where: { path: [...path, key] },
    });
    return [];
  });
  return Object.fromEntries(entries);
}

/** A kernel's type as its makers spell it, `uImage`, is one of ours. */
function inLowerCase(
  schema: z.core.$ZodType,
  key: string,
  value: unknown,
  path: Path,
  { warnings }: Tidying,
): unknown {
  if (!KERNEL_TYPES.has(key) || typeof value !== 'string' || z.safeParse(schema, value).success) return value;
  const lower = value.toLowerCase();
  if (!z.safeParse(schema, lower).success) return value;
  warnings.push({
    severity: 'warning',
    message: `\`${key}\`: \`${value}\` is read as \`${lower}\``,
    found: value,
    where: { path: [...path, key] },
  });
  return lower;
}

function countsAsAbsent(schema: z.core.$ZodType, key: string, value: unknown, onlyNull: boolean): boolean {
  if (onlyNull ? value !== null : !isEmptyValue(value)) return false;
  if (PRESENCE.has(key) || UNITS.has(key) || isArtefact(schema)) return false;
  if (TIME_LIMITS.has(key) && value !== null) return false;
  return !z.safeParse(schema, value).success && z.safeParse(schema, undefined).success;
}

/** A file to fetch is asked for by its key. */
function isArtefact(schema: z.core.$ZodType): boolean {
  const shape = shapeOf(schema);
  return shape.kind === 'object' && Object.hasOwn(shape.keys, 'url');
}

/** As the option sees it that comes nearest. */
function inUnion(options: readonly z.core.$ZodType[], value: object, path: Path, tidying: Tidying): unknown {
  let best: { value: unknown; warnings: Problem[]; issues: number } | undefined;
  for (const option of options) {
    const { value: own, warnings } = readLoosely(option, value, path, tidying.onlyNull);
    const parsed = z.safeParse(option, own);
    const issues = parsed.success ? 0 : parsed.error.issues.length;
    if (!best || issues < best.issues) best = { value: own, warnings, issues };
    if (issues === 0) break;
  }
  tidying.warnings.push(...(best?.warnings ?? []));
  return best ? best.value : value;
}

function isMapping(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function mapped(
  value: Record<string, unknown>,
  map: (each: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, map(each, key)]));
}
