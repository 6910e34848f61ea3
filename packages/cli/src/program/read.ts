// SPDX-License-Identifier: Apache-2.0
import { UsageError } from '../exit-code.ts';
import { kebab } from './kebab.ts';
import type { Arguments, Options } from './verb.ts';

/** Positional words as their schemas read them. @throws UsageError with every problem */
export function readArguments(declared: Arguments, words: readonly string[]): Record<string, unknown> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [index, [name, { schema, form }]] of Object.entries(declared).entries()) {
    const given = form === 'variadic' ? words.slice(index) : words.slice(index, index + 1);
    const read = given.map((word) => check(`<${name}>`, schema, word, problems));
    values[name] = form === 'variadic' ? read : read[0];
  }
  refuse(problems);
  return values;
}

/** Options as their schemas read them. @throws UsageError with every problem */
export function readOptions(declared: Options, given: Record<string, unknown>): Record<string, unknown> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema, many, choices, default: otherwise }] of Object.entries(declared)) {
    const value = isNegation(name) ? given[negated(name)] === false : given[name];
    const flag = `--${kebab(name)}`;
    // False for a value is its negation on the same command line: `--no-worker` for `--worker`.
    if (value === undefined || (schema && value === false)) values[name] = otherwise;
    else if (schema === undefined) values[name] = Boolean(value);
    else if (many)
      values[name] = wordsOf(value as string[], choices).map((word) => check(flag, schema, word, problems));
    else values[name] = check(flag, schema, value as string, problems);
  }
  refuse(problems);
  return values;
}

/** Words from a fixed list may also be given as one, with commas. */
function wordsOf(given: readonly string[], choices: readonly string[] | undefined): string[] {
  return choices ? given.flatMap((word) => word.split(',')) : [...given];
}

/** Commander knows `--no-worker` as a false `worker`. */
function isNegation(name: string): boolean {
  return /^no[A-Z]/.test(name);
}

function negated(name: string): string {
  return name.charAt(2).toLowerCase() + name.slice(3);
}

type Schema = NonNullable<Options[string]['schema']>;

function check(name: string, schema: Schema, word: string, problems: string[]): unknown {
  const read = schema.safeParse(word);
  if (read.success) return read.data;
  problems.push(`${name} ${read.error.issues[0]?.message}, found "${word}"`);
  return undefined;
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
}
