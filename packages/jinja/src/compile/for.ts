// SPDX-License-Identifier: Apache-2.0
import type { Frame } from '../runtime/frame.ts';
import { LoopContext } from '../runtime/loop.ts';
import type { Output } from '../runtime/output.ts';
import type { Statement } from '../syntax/ast.ts';
import { iterate } from '../values/iterate.ts';
import { truthy } from '../values/truth.ts';
import { type CompileScope, compileExpression } from './expression.ts';
import { compileTarget } from './target.ts';

type Execute = (frame: Frame, out: Output) => void;

export function compileFor<Scope extends CompileScope>(
  statement: Statement & { type: 'for' },
  scope: Scope,
  compileBody: (body: readonly Statement[], scope: Scope) => Execute,
): Execute {
  const assign = compileTarget(statement.target);
  const iterable = compileExpression(statement.iterable, scope);
  const test = statement.test && compileExpression(statement.test, scope);
  const body = compileBody(statement.body, scope);
  const otherwise = statement.otherwise.length > 0 ? compileBody(statement.otherwise, scope) : undefined;

  const wanted = (frame: Frame, values: unknown): readonly unknown[] => {
    const items = iterate(frame.rendering, values);
    if (!test) return items;
    return items.filter((item) => {
      frame.rendering.meter.tick();
      const inner = frame.inner();
      assign(inner, item);
      return truthy(test(inner));
    });
  };

  const run = (frame: Frame, out: Output, values: unknown, depth: number): void => {
    const items = wanted(frame, values);
    if (items.length === 0) {
      otherwise?.(frame.inner(), out);
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
      const inner = frame.inner();
      inner.declare('loop', loop);
      assign(inner, items[i]);
      body(inner, out);
    }
  };

  return (frame, out) => run(frame, out, iterable(frame), 0);
}
