// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Problem } from './error.ts';
import { nearest } from './nearest.ts';
import { MAX_PROBLEMS } from './problems.ts';
import { shapeOf } from './shape.ts';

type Path = (string | number)[];
type Issue = z.core.$ZodIssue;

/** More are not listed, and each costs time and a text. */
const ENOUGH = MAX_PROBLEMS + 1;

/** zod's words for types, as users know them. */
const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
};

/** What is wrong in these ways we say ourselves, unless the schema has its own words for it. */
const OURS = new Set(['invalid_type', 'invalid_value', 'invalid_union', 'too_small', 'too_big']);

/** All problems of a value, each with its path from the document's root, what was expected and what was found. */
export function issuesOf(schema: z.core.$ZodType, value: unknown, path: Path = []): Problem[] {
  const parsed = z.safeParse(schema, value, { error: ({ code }) => (OURS.has(code ?? '') ? '' : undefined) });
  if (parsed.success) return [];
  return parsed.error.issues.slice(0, ENOUGH).flatMap((issue) => problemsOf(issue, schema, value, path));
}

function problemsOf(issue: Issue, schema: z.core.$ZodType, root: unknown, base: Path): Problem[] {
  const own = issue.path as Path;
  const path = [...base, ...own];
  const value = valueAt(root, own);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, own);
    return issue.keys.slice(0, ENOUGH).map((key) => unknownKeyError(key, known, path));
  }
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => ({
      message: `\`${String(own.at(-1))}\`: ${message}`,
      found: String(own.at(-1)),
      where: { path },
    }));
  const said = issue.message !== '';
  if (issue.code === 'invalid_union' && !said) {
    const best = bestBranch(issue);
    if (best) return best.flatMap((inner) => problemsOf(inner, schemaAt(schema, own), value, path));
  }
  const name = path.at(-1);
  if (value === undefined && name !== undefined && isMissing(issue) && !said) {
    return [
      { message: `\`${name}\` is missing`, expected: expectedBy(issue), found: 'nothing', where: { path } },
    ];
  }
  const expected = expectedBy(issue);
  const found = shown(value);
  const near =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? nearest(value, issue.values.map(String))
      : undefined;
  const message = said ? issue.message : `expected ${expected}, found ${found}`;
  return [
    {
      message: name === undefined ? message : `\`${name}\`: ${message}`,
      expected,
      found,
      where: { path },
      ...hintOf(near, expected, value),
    },
  ];
}

/** The most frequent slip in YAML: text that contains `: ` is read as a mapping. */
function hintOf(near: string | undefined, expected: string, value: unknown): { hint?: string } {
  if (near !== undefined) return { hint: `did you mean \`${near}\`?` };
  const mapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!mapping || !expected.split(' or ').includes('text') || expected.includes('a mapping')) return {};
  return { hint: 'YAML makes a mapping of text that contains `: `: put the whole text in quotes' };
}

function unknownKeyError(key: string, known: string[], path: Path): Problem {
  const near = nearest(key, known);
  return {
    message: `\`${key}\` is not allowed here`,
    found: key,
    where: { path: [...path, key] },
    ...(known.length > 0 && {
      expected: `one of ${known.join(', ')}`,
      hint: near === undefined ? `known: ${known.join(', ')}` : `did you mean \`${near}\`?`,
    }),
  };
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
}

/** Issues of the option that comes nearest; undefined when the value is of no option's type. */
function bestBranch(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const ofType = ({ path, code }: Issue) =>
    path.length > 0 || (code !== 'invalid_type' && code !== 'invalid_value');
  const deep = issue.errors.filter((branch) => branch.length > 0 && branch.every(ofType));
  return deep.reduce<readonly Issue[] | undefined>(
    (best, branch) => (best && best.length <= branch.length ? best : branch),
    undefined,
  );
}

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap(([first]) => (first ? [expectedBy(first)] : [])))].join(' or ');
    default:
      return issue.message;
  }
}

function unit(origin: string, count: number | bigint): string {
  const one = Number(count) === 1;
  if (origin === 'string') return one ? ' character' : ' characters';
  if (origin !== 'array') return '';
  return one ? ' entry' : ' entries';
}

/** A value as messages show it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? `text "${value.slice(0, 40)}…"` : `text "${value}"`;
    case 'object':
      return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
    case 'number':
    case 'bigint':
      return `number ${value}`;
    default:
      return String(value);
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, key) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, key)
        ? (here as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType {
  return path.reduce((here, key) => {
    const shape = shapeOf(here);
    if (shape.kind === 'object') return shape.keys[key] ?? here;
    if (shape.kind === 'record') return shape.value;
    return shape.kind === 'array' ? shape.element : here;
  }, schema);
}

function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const shape = shapeOf(schemaAt(schema, path));
  if (shape.kind === 'object') return Object.keys(shape.keys);
  if (shape.kind !== 'union') return [];
  return shape.options.flatMap((option) => keysAt(option, []));
}
