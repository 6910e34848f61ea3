// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Argument, Completion, Option } from './verb.ts';

/** How arguments and options are declared. Messages of the schemas follow the name of the parameter: `--limit must be …`. */

type Schema<T> = z.ZodType<T, string>;

/** Any text, also an empty one. */
export const Text: Schema<string> = z.string();

/** A path, or `-` where the command says so. */
export const FileName: Schema<string> = z.string().min(1, 'must be the name of a file');

export function argument<T>(summary: string, schema: Schema<T>, complete?: Completion): Argument<T> {
  return { text: summary, schema, form: 'required', complete };
}

export function optionalArgument<T>(
  summary: string,
  schema: Schema<T>,
  complete?: Completion,
): Argument<T | undefined> {
  return { text: summary, schema, form: 'optional', complete };
}

/** One or more words. */
export function manyArguments<T>(summary: string, schema: Schema<T>, complete?: Completion): Argument<T[]> {
  return { text: summary, schema: schema as unknown as Schema<T[]>, form: 'variadic', complete };
}

/** A switch: false unless it is given. */
export function flag(summary: string, short?: string): Option<boolean> {
  return { text: summary, short, many: false, required: false, default: false };
}

interface OptionSettings {
  /** What help shows after the option; `value` without it. */
  value?: string;
  short?: string;
  complete?: Completion;
}

export function option(summary: string, settings?: OptionSettings): Option<string | undefined>;
export function option<T>(
  summary: string,
  settings: OptionSettings & { schema: Schema<T> },
): Option<T | undefined>;
export function option(
  summary: string,
  settings: OptionSettings & { schema?: Schema<unknown> } = {},
): Option {
  const { schema = Text, value = 'value' } = settings;
  return {
    ...settings,
    text: summary,
    schema,
    value,
    choices: choicesOf(schema),
    many: false,
    required: false,
  };
}

export function optionWithDefault<T>(
  summary: string,
  given: T,
  settings: OptionSettings & { schema?: Schema<T> } = {},
): Option<T> {
  const { schema = Text as unknown as Schema<T>, value = 'value' } = settings;
  return {
    ...settings,
    text: summary,
    schema,
    value,
    choices: choicesOf(schema),
    many: false,
    required: false,
    default: given,
  };
}

export function requiredOption(summary: string, settings: OptionSettings = {}): Option<string> {
  return { value: 'value', ...settings, text: summary, schema: Text, many: false, required: true };
}

/** May be given several times; an empty list without it. */
export function manyOptions(summary: string, settings?: OptionSettings): Option<string[]>;
export function manyOptions<T>(
  summary: string,
  settings: OptionSettings & { schema: Schema<T> },
): Option<T[]>;
export function manyOptions(
  summary: string,
  settings: OptionSettings & { schema?: Schema<unknown> } = {},
): Option<unknown[]> {
  const { schema = Text, value = 'value' } = settings;
  return {
    ...settings,
    text: `${summary}; may be repeated`,
    schema,
    value,
    choices: choicesOf(schema),
    many: true,
    required: false,
    default: [],
  };
}

/** A whole number within bounds. */
export function integer(min: number, max: number): Schema<number> {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

export const JobNumber: Schema<number> = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be the number of a job')
  .transform(Number);

export function oneOf<const T extends string>(
  words: readonly [T, ...T[]] | readonly T[],
  synonyms: Readonly<Record<string, T>> = {},
): Schema<T> {
  const meant = new Set(Object.values(synonyms));
  const shown = [...Object.keys(synonyms), ...words.filter((word) => !meant.has(word))];
  const schema = z.enum(words as [T, ...T[]], `must be one of ${shown.join(', ')}`);
  if (shown.length === words.length && meant.size === 0) return schema as unknown as Schema<T>;
  const known = (word: string) => (Object.hasOwn(synonyms, word) ? synonyms[word] : word);
  const both = z.preprocess((word) => known(String(word)), schema) as unknown as Schema<T>;
  CHOICES.set(both, shown);
  return both;
}

/** What completion and help offer for a schema with synonyms. */
const CHOICES = new WeakMap<object, string[]>();

function choicesOf(schema: Schema<unknown>): readonly string[] | undefined {
  return (
    CHOICES.get(schema as object) ?? (schema instanceof z.ZodEnum ? (schema.options as string[]) : undefined)
  );
}
