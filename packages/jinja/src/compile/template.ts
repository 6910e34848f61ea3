// SPDX-License-Identifier: Apache-2.0

import { asFailure, Failure } from '../runtime/failure.ts';
import type { BlockCode, Renderable } from '../runtime/frame.ts';
import type { LexerOptions } from '../syntax/lexer.ts';
import { parseTemplate } from '../syntax/parse-template.ts';
import type { CompileScope } from './expression.ts';
import { compileBody } from './statement.ts';

/** @throws Failure with template and line */
export function compileTemplate(
  name: string,
  source: string,
  options: LexerOptions,
  names: Pick<CompileScope, 'filter' | 'test'>,
): Renderable {
  const scope = { ...names, soft: false, template: name };
  try {
    const syntax = parseTemplate(source, options);
    const blocks = new Map<string, BlockCode>();
    for (const [block, { body, required }] of syntax.blocks) {
      blocks.set(block, { run: compileBody(body, scope), required });
    }
    return { name, blocks, run: compileBody(syntax.body, scope) };
  } catch (error) {
    const failure = asFailure(error);
    if (failure instanceof Failure) failure.template ??= name;
    throw failure;
  }
}
