// SPDX-License-Identifier: Apache-2.0

import { asFailure, Failure } from '../runtime/failure.ts';
import type { BlockCode, Renderable } from '../runtime/frame.ts';
import type { Meter } from '../runtime/meter.ts';
import type { Statement } from '../syntax/ast.ts';
import type { LexerOptions } from '../syntax/lexer.ts';
import { undeclaredNames } from '../syntax/names.ts';
import { parseTemplate } from '../syntax/parse-template.ts';
import type { CompileScope } from './scope.ts';
import { compileBody } from './statement.ts';
import { Symbols } from './symbols.ts';

/** @throws Failure with template and line */
export function compileTemplate(
  name: string,
  source: string,
  options: LexerOptions,
  names: Pick<CompileScope, 'filter' | 'test'>,
  meter: Meter,
): Renderable {
  const base = { ...names, soft: false, template: name, meter };
  const scopeOf = (body: readonly Statement[], specials: readonly string[]) => {
    const symbols = new Symbols(meter);
    const uses = undeclaredNames(body, specials);
    for (const special of uses) symbols.declare(special);
    symbols.addStatements(body);
    return { uses, run: compileBody(body, { ...base, symbols }), scope: symbols.names() };
  };
  try {
    const syntax = parseTemplate(source, options, meter);
    const blocks = new Map<string, BlockCode>();
    for (const [block, { body, required }] of syntax.blocks) {
      blocks.set(block, { ...scopeOf(body, ['self', 'super']), required });
    }
    const { uses, run, scope } = scopeOf(syntax.body, ['self']);
    return { name, blocks, scope, usesSelf: uses.has('self'), run };
  } catch (error) {
    const failure = asFailure(error);
    if (failure instanceof Failure) failure.template ??= name;
    throw failure;
  }
}
