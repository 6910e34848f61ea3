// SPDX-License-Identifier: Apache-2.0
import { Failure, fail } from '../runtime/failure.ts';
import type { Frame, Renderable } from '../runtime/frame.ts';
import { TemplateModule } from '../runtime/module.ts';
import type { Output } from '../runtime/output.ts';
import type { Statement } from '../syntax/ast.ts';
import { repr, str } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import { Undefined } from '../values/undefined.ts';
import { compileExpression } from './expression.ts';
import type { CompileScope } from './scope.ts';

type Execute = (frame: Frame, out: Output) => void;

export function compileInclude(statement: Statement & { type: 'include' }, scope: CompileScope): Execute {
  const name = compileExpression(statement.template, scope);
  const { withContext, ignoreMissing } = statement;
  return (frame, out) => {
    const template = find(frame, name(frame), ignoreMissing);
    if (!template) return;
    frame.rendering.run(template, withContext ? visible(frame) : new Map(), out);
  };
}

export function compileImport(statement: Statement & { type: 'import' }, scope: CompileScope): Execute {
  const name = compileExpression(statement.template, scope);
  const { target, withContext } = statement;
  return (frame) => assign(frame, target, moduleOf(frame, name(frame), withContext));
}

export function compileFrom(statement: Statement & { type: 'from' }, scope: CompileScope): Execute {
  const name = compileExpression(statement.template, scope);
  const { names, withContext } = statement;
  return (frame) => {
    const module = moduleOf(frame, name(frame), withContext);
    for (const [wanted, alias] of names) {
      const missing = `the template ${repr(module.name)} does not export the requested name ${repr(wanted)}`;
      assign(frame, alias, module.attribute(wanted) ?? new Undefined(missing));
    }
  };
}

/** What was imported is visible to blocks, but not passed on to those who import this template. */
function assign(frame: Frame, name: string, value: unknown): void {
  frame.declare(name, value);
  if (frame.toplevel) frame.context.set(name, value, true);
}

function moduleOf(frame: Frame, name: unknown, withContext: boolean): TemplateModule {
  const { rendering } = frame;
  const template = rendering.template(templateName(name));
  const make = (given: Map<string, unknown>) => {
    const out = rendering.output();
    const context = rendering.run(template, given, out, new Set());
    return new TemplateModule(template.name, context.exports(), out.take());
  };
  if (withContext) return make(visible(frame));
  // One module serves all who import it as it is.
  const known = rendering.modules.get(template) ?? make(new Map());
  rendering.modules.set(template, known);
  return known;
}

function visible(frame: Frame): Map<string, unknown> {
  const all = frame.context.all();
  for (const [name, value] of frame.locals()) all.set(name, value);
  return all;
}

function find(frame: Frame, name: unknown, ignoreMissing: boolean): Renderable | undefined {
  try {
    if (Array.isArray(name)) return frame.rendering.firstTemplate(name.map(templateName));
    // To jinja2 whatever is empty is an empty list of names.
    if (name !== '' && !(name instanceof Undefined) && !truthy(name))
      return frame.rendering.firstTemplate([]);
    return frame.rendering.template(templateName(name));
  } catch (error) {
    if (ignoreMissing && error instanceof Failure && error.type === 'TemplateNotFound') return undefined;
    throw error;
  }
}

function templateName(value: unknown): string {
  if (value instanceof Undefined) value.fail();
  if (typeof value === 'string') return value;
  return fail('TypeError', `a template's name must be text, not ${str(value)}`);
}
