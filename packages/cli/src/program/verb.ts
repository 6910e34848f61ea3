// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import type { Context } from '../context.ts';

/** What a completion offers in a place: names of the lab's objects, files, directories. */
export type Completion =
  | 'jobs'
  | 'devices'
  | 'device-types'
  | 'workers'
  | 'users'
  | 'servers'
  | 'file'
  | 'directory';

/** A positional argument. The name it is declared under is what help shows. */
export interface Argument<T = unknown> {
  text: string;
  schema: z.ZodType<T, string>;
  form: 'required' | 'optional' | 'variadic';
  complete?: Completion | undefined;
}

/** An option; `deviceType` is written `--device-type`. */
export interface Option<T = unknown> {
  text: string;
  /** One letter. */
  short?: string | undefined;
  /** What help shows after the option. A switch has none. */
  value?: string | undefined;
  /** Allowed words, for help and completion. */
  choices?: readonly string[] | undefined;
  /** May be given several times, and takes several words separated by commas. */
  many: boolean;
  required: boolean;
  default?: T;
  /** Absent for a switch. */
  schema?: z.ZodType<unknown, string> | undefined;
  complete?: Completion | undefined;
}

export type Arguments = Record<string, Argument>;
export type Options = Record<string, Option>;
type ArgumentValues<A> = { [K in keyof A]: A[K] extends Argument<infer T> ? T : never };
type OptionValues<O> = { [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** One command: everything that its help, the reference, completion, and the man page need, and what it does. */
export interface Verb<A extends Arguments = Arguments, O extends Options = Options> {
  /** One line, without a full stop. */
  summary: string;
  arguments: A;
  options: O;
  /** Takes --columns and --no-header too, and csv and name as output formats. */
  list?: boolean;
  /** A number that it resolves with is the exit code. */
  run(
    context: Context,
    args: ArgumentValues<A>,
    options: OptionValues<O>,
  ): Promise<number | undefined> | Promise<void>;
}

/** Declares a command; the types of what `run` gets follow from its arguments and options. */
export function defineVerb<
  const A extends Arguments = Record<never, never>,
  const O extends Options = Record<never, never>,
>(verb: Omit<Verb<A, O>, 'arguments' | 'options'> & { arguments?: A; options?: O }): Verb<A, O> {
  return { ...verb, arguments: verb.arguments ?? ({} as A), options: verb.options ?? ({} as O) };
}

/** A group of commands for one kind of object, or a command of its own. */
export interface Noun {
  /** Verb, as it is typed (`dictionary get` for a group within the group) → its declaration, loaded when it is used. */
  verbs: Record<string, () => Promise<Verb>>;
  /** The verb that is meant when none is typed: `lava results 7`. */
  otherwise?: string;
}
