// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import type { Frame } from '../runtime/frame.ts';
import { Macro, type MacroCode } from '../runtime/macro.ts';
import type { Output } from '../runtime/output.ts';
import type { Signature, Statement } from '../syntax/ast.ts';
import { undeclaredNames } from '../syntax/names.ts';
import { compileExpression } from './expression.ts';
import type { CompileScope } from './scope.ts';

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
  const symbols = scope.symbols.inner();
  symbols.declareSignature(signature);
  const uses = undeclaredNames(body, ['caller', 'kwargs', 'varargs']);
  const own = (special: string) => {
    const index = signature.params.findIndex((param) => param.name === special);
    const given = index >= 0;
    if (special === 'caller' && uses.has(special) && given && !signature.params[index]?.fallback) {
      fail(
        'TemplateAssertionError',
        'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
      );
    }
    if (uses.has(special) && !given) symbols.declare(special);
    return uses.has(special) && (!given || special === 'caller');
  };
  const specials = { caller: own('caller'), kwargs: own('kwargs'), varargs: own('varargs') };
  symbols.addStatements(body);
  const inner = { ...scope, symbols };
  const code: MacroCode = {
    name,
    params: signature.params.map((param) => ({
      name: param.name,
      fallback: param.fallback && compileExpression(param.fallback, inner),
    })),
    uses: specials,
    body: compileBody(body, inner),
    scope: symbols.names(),
  };
  return (frame) => new Macro(code, frame);
}
