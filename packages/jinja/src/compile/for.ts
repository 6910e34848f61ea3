// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import type { Frame } from '../runtime/frame.ts';
import { LoopContext } from '../runtime/loop.ts';
import type { Output } from '../runtime/output.ts';
import type { Statement } from '../syntax/ast.ts';
import { undeclaredNames, visitExpression, visitStatements } from '../syntax/names.ts';
import { iterate } from '../values/iterate.ts';
import { truthy } from '../values/truth.ts';
import { compileExpression } from './expression.ts';
import type { CompileScope } from './scope.ts';
import { compileTarget } from './target.ts';

type Execute = (frame: Frame, out: Output) => void;

export function compileFor<Scope extends CompileScope>(
  statement: Statement & { type: 'for' },
  scope: Scope,
  compileBody: (body: readonly Statement[], scope: Scope) => Execute,
): Execute {
  refuseLoopAsTarget(statement);
  const assign = compileTarget(statement.target);
  const iterable = compileExpression(statement.iterable, scope);

  const round = scope.symbols.inner();
  const usesLoop =
    statement.recursive ||
    undeclaredNames(statement.body, ['loop']).has('loop') ||
    hasScopedBlock([statement]);
  if (usesLoop) round.declare('loop');
  round.declareTarget(statement.target);
  round.addStatements(statement.body);
  const body = compileBody(statement.body, { ...scope, symbols: round });
  const roundNames = round.names();

  const filtered = scope.symbols.inner();
  filtered.declareTarget(statement.target);
  visitExpression(statement.test, filtered);
  const test = statement.test && compileExpression(statement.test, { ...scope, symbols: filtered });
  const filteredNames = filtered.names();

  const instead = scope.symbols.inner();
  instead.addStatements(statement.otherwise);
  const otherwise =
    statement.otherwise.length > 0
      ? compileBody(statement.otherwise, { ...scope, symbols: instead })
      : undefined;
  const insteadNames = instead.names();

  const wanted = (frame: Frame, values: unknown): readonly unknown[] => {
    const items = iterate(frame.rendering, values);
    if (!test) return items;
    return items.filter((item) => {
      frame.rendering.meter.tick();
      const inner = frame.inner(filteredNames);
      assign(inner, item);
      return truthy(test(inner));
    });
  };

  const run = (frame: Frame, out: Output, values: unknown, depth: number): void => {
    const items = wanted(frame, values);
    if (items.length === 0) {
      otherwise?.(frame.inner(insteadNames), out);
      return;
    }
    const recurse = (inner: unknown, innerDepth: number): string => {
      const captured = frame.rendering.output();
      frame.rendering.meter.nested(() => run(frame, captured, inner, innerDepth));
      return captured.take();
    };
    const loop = new LoopContext(items, depth, statement.recursive ? recurse : undefined);
    for (let i = 0; i < items.length; i++) {
      frame.rendering.meter.tick();
      loop.index0 = i;
      const inner = frame.inner(roundNames);
      if (usesLoop) inner.declare('loop', loop);
      assign(inner, items[i]);
      body(inner, out);
    }
  };

  return (frame, out) => run(frame, out, iterable(frame), 0);
}

function refuseLoopAsTarget(statement: Statement & { type: 'for' }): void {
  visitStatements([statement], {
    load: () => undefined,
    store: (name) => {
      if (name === 'loop')
        fail('TemplateAssertionError', "Can't assign to special loop variable in for-loop target");
    },
  });
}

/** A scoped block sees `loop`, so it must be there. */
function hasScopedBlock(body: readonly Statement[]): boolean {
  return body.some((statement) => {
    if (statement.type === 'block') return statement.scoped;
    if (statement.type === 'if')
      return [statement.otherwise, ...statement.branches.map((branch) => branch.body)].some(hasScopedBlock);
    if (statement.type === 'for')
      return hasScopedBlock(statement.body) || hasScopedBlock(statement.otherwise);
    return 'body' in statement && hasScopedBlock(statement.body);
  });
}
