// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../runtime/frame.ts';
import { Macro, type MacroCode } from '../runtime/macro.ts';
import type { Output } from '../runtime/output.ts';
import type { Signature, Statement } from '../syntax/ast.ts';
import { type CompileScope, compileExpression } from './expression.ts';

type Execute = (frame: Frame, out: Output) => void;
type CompileBody<Scope> = (body: readonly Statement[], scope: Scope) => Execute;

export function compileMacro<Scope extends CompileScope>(
  statement: Statement & { type: 'macro' },
  scope: Scope,
  compileBody: CompileBody<Scope>,
): (frame: Frame) => Macro {
  return definition(statement.name, statement.signature, statement.body, scope, compileBody);
}

export function compileCallBlock<Scope extends CompileScope>(
  statement: Statement & { type: 'call-block' },
  scope: Scope,
  compileBody: CompileBody<Scope>,
): (frame: Frame) => Macro {
  return definition(undefined, statement.signature, statement.body, scope, compileBody);
}

function definition<Scope extends CompileScope>(
  name: string | undefined,
  signature: Signature,
  body: Statement[],
  scope: Scope,
  compileBody: CompileBody<Scope>,
): (frame: Frame) => Macro {
  const params = signature.params.map((param) => ({
    name: param.name,
    fallback: param.fallback && compileExpression(param.fallback, scope),
  }));
  const names = new Set<string>();
  collectNames(body, names);
  const free = (special: string) => names.has(special) && !params.some((param) => param.name === special);
  const code: MacroCode = {
    name,
    params,
    uses: { caller: names.has('caller'), varargs: free('varargs'), kwargs: free('kwargs') },
    body: compileBody(body, scope),
  };
  return (frame) => new Macro(code, frame);
}

/** Names that expressions anywhere in a piece of syntax read. */
function collectNames(syntax: unknown, names: Set<string>): void {
  if (Array.isArray(syntax)) {
    for (const item of syntax) collectNames(item, names);
  } else if (typeof syntax === 'object' && syntax !== null) {
    if ('type' in syntax && syntax.type === 'name' && 'name' in syntax) names.add(String(syntax.name));
    // Constants hold values, not syntax.
    if ('type' in syntax && syntax.type === 'const') return;
    for (const child of Object.values(syntax)) collectNames(child, names);
  }
}
