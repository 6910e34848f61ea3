// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import type { Frame } from '../runtime/frame.ts';
import type { Arguments, Expression } from '../syntax/ast.ts';
import { iterate } from '../values/iterate.ts';
import type { Kwargs } from '../values/object.ts';
import { typeName } from '../values/type-name.ts';

export interface CompiledArguments {
  positional: (frame: Frame) => unknown[];
  /** The positional ones, when there are no others. */
  simple: readonly ((frame: Frame) => unknown)[] | undefined;
  /** Undefined when there are none. */
  named: (frame: Frame) => Kwargs | undefined;
}

const NO_ARGUMENTS = () => [];
const NO_KEYWORDS = () => undefined;

export function compileArguments(
  args: Arguments,
  compile: (expression: Expression) => (frame: Frame) => unknown,
): CompiledArguments {
  const plain = !args.rest && !args.keywords && args.named.length === 0;
  return {
    positional: positionalOf(args, compile),
    simple: plain ? args.positional.map(compile) : undefined,
    named: namedOf(args, compile),
  };
}

function positionalOf(args: Arguments, compile: (expression: Expression) => (frame: Frame) => unknown) {
  const items = args.positional.map(compile);
  const rest = args.rest && compile(args.rest);
  const [only] = items;
  if (rest) {
    return (frame: Frame) => [...items.map((item) => item(frame)), ...iterate(frame.rendering, rest(frame))];
  }
  if (items.length === 0) return NO_ARGUMENTS;
  if (items.length === 1 && only) return (frame: Frame) => [only(frame)];
  return (frame: Frame) => items.map((item) => item(frame));
}

function namedOf(args: Arguments, compile: (expression: Expression) => (frame: Frame) => unknown) {
  const pairs = args.named.map(([name, value]) => [name, compile(value)] as const);
  const keywords = args.keywords && compile(args.keywords);
  if (pairs.length === 0 && !keywords) return NO_KEYWORDS;
  return (frame: Frame) => {
    const named = new Map<string, unknown>();
    for (const [name, value] of pairs) named.set(name, value(frame));
    if (keywords) addKeywords(named, keywords(frame));
    return named.size > 0 ? named : undefined;
  };
}

function addKeywords(named: Map<string, unknown>, more: unknown): void {
  if (!(more instanceof Map)) fail('TypeError', `argument after ** must be a mapping, not ${typeName(more)}`);
  for (const [name, value] of more) {
    const keyword = typeof name === 'string' ? name : fail('TypeError', 'keywords must be strings');
    if (named.has(keyword)) fail('TypeError', `got multiple values for keyword argument '${keyword}'`);
    named.set(keyword, value);
  }
}
