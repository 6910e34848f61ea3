// SPDX-License-Identifier: Apache-2.0
import { runBlock } from '../runtime/blocks.ts';
import { asFailure, Failure, fail } from '../runtime/failure.ts';
import type { Frame, ScopeNames } from '../runtime/frame.ts';
import type { Output } from '../runtime/output.ts';
import type { FilterExpression, Statement } from '../syntax/ast.ts';
import { visitExpression } from '../syntax/names.ts';
import { str } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import { compileCall, compileExpression, compileFilterChain } from './expression.ts';
import { compileFor } from './for.ts';
import { compileFrom, compileImport, compileInclude } from './import.ts';
import { compileCallBlock, compileMacro } from './macro.ts';
import type { CompileScope } from './scope.ts';
import { compileTarget } from './target.ts';

/** A statement ready to run. */
export type Execute = (frame: Frame, out: Output) => void;

export interface StatementScope extends CompileScope {
  template: string;
}

/** Statements in turn. Adds the place to whatever goes wrong, when compiling and when running. */
export function compileBody(body: readonly Statement[], scope: StatementScope): Execute {
  const lines = body.map((statement) => statement.line);
  const statements = body.map((statement) => {
    try {
      return compileStatement(statement, scope);
    } catch (error) {
      throw placed(error, scope.template, statement.line);
    }
  });
  return (frame, out) => {
    let i = 0;
    try {
      for (; i < statements.length; i++) (statements[i] as Execute)(frame, out);
    } catch (error) {
      throw placed(error, scope.template, lines[i] ?? 1);
    }
  };
}

function placed(thrown: unknown, template: string, line: number): unknown {
  const failure = asFailure(thrown);
  return failure instanceof Failure ? failure.at(template, line) : failure;
}

function compileText(text: string): Execute {
  return (frame, out) => {
    if (!frame.silent) out.write(text);
  };
}

function compileStatement(statement: Statement, scope: StatementScope): Execute {
  switch (statement.type) {
    case 'text':
      return compileText(statement.text);
    case 'output': {
      const value = compileExpression(statement.value, scope);
      return (frame, out) => {
        if (!frame.silent) out.write(str(value(frame)));
      };
    }
    case 'if':
      return compileIf(statement, scope);
    case 'for':
      return compileFor(statement, scope, compileBody);
    case 'set': {
      const assign = compileTarget(statement.target);
      const value = compileExpression(statement.value, scope);
      return (frame) => assign(frame, value(frame));
    }
    case 'set-block': {
      const assign = compileTarget(statement.target);
      const captured = compileCapture(statement.body, statement.filter, scope);
      return (frame) =>
        assign(
          frame,
          captured((names) => frame.capturing(names)),
        );
    }
    case 'filter-block': {
      const captured = compileCapture(statement.body, statement.filter, scope);
      return (frame, out) => out.write(str(captured((names) => frame.inner(names))));
    }
    case 'block':
      return compileBlock(statement);
    case 'extends':
      return compileExtends(statement, scope);
    case 'include':
      return compileInclude(statement, scope);
    case 'import':
      return compileImport(statement, scope);
    case 'from':
      return compileFrom(statement, scope);
    case 'macro': {
      const macro = compileMacro(statement, scope, compileBody);
      return (frame) => frame.set(statement.name, macro(frame));
    }
    case 'call-block': {
      const macro = compileCallBlock(statement, scope, compileBody);
      const call = compileCall(statement.call, scope, macro);
      return (frame, out) => out.write(str(call(frame)));
    }
    case 'with':
      return compileWith(statement, scope);
    case 'scope': {
      const symbols = scope.symbols.inner();
      symbols.addStatements(statement.body);
      const body = compileBody(statement.body, { ...scope, symbols });
      const names = symbols.names();
      return (frame, out) => body(frame.inner(names), out);
    }
  }
}

function compileIf(statement: Statement & { type: 'if' }, scope: StatementScope): Execute {
  const soft = { ...scope, soft: true };
  const branches = statement.branches.map(({ test, body }) => ({
    test: compileExpression(test, soft),
    body: compileBody(body, soft),
  }));
  const otherwise = compileBody(statement.otherwise, soft);
  return (frame, out) => {
    for (const branch of branches) {
      if (truthy(branch.test(frame))) {
        branch.body(frame, out);
        return;
      }
    }
    otherwise(frame, out);
  };
}

/** The text of a body, through filters; the body runs in a scope of its own. */
function compileCapture(body: Statement[], filter: FilterExpression | undefined, scope: StatementScope) {
  const symbols = scope.symbols.inner();
  symbols.addStatements(body);
  visitExpression(filter, symbols);
  const inside = { ...scope, symbols };
  const run = compileBody(body, inside);
  const apply = filter && compileFilterChain(filter, inside);
  const names = symbols.names();
  return (open: (names: ScopeNames) => Frame): unknown => {
    const frame = open(names);
    const out = frame.rendering.output();
    run(frame, out);
    const text = out.take();
    return apply ? apply(frame, text) : text;
  };
}

function compileBlock(statement: Statement & { type: 'block' }): Execute {
  const { name, scoped } = statement;
  return (frame, out) => {
    // Blocks of a template that extends another are run by the outermost one.
    if (frame.silent && frame.toplevel) return;
    const context = scoped ? frame.context.derived(frame.locals()) : frame.context;
    runBlock(frame.rendering, context, { name, index: 0 }, out);
  };
}

function compileExtends(statement: Statement & { type: 'extends' }, scope: StatementScope): Execute {
  const template = compileExpression(statement.template, scope);
  return (frame) => {
    if (!frame.extending || !frame.toplevel)
      return fail('TemplateSyntaxError', 'cannot use extend from a non top-level scope');
    if (frame.extending.parent) fail('TemplateRuntimeError', 'extended multiple times');
    const parent = frame.rendering.template(str(template(frame)));
    frame.extending.parent = parent;
    for (const [name, code] of parent.blocks) {
      const versions = frame.context.blocks.get(name);
      if (versions) versions.push(code);
      else frame.context.blocks.set(name, [code]);
    }
    return undefined;
  };
}

function compileWith(statement: Statement & { type: 'with' }, scope: StatementScope): Execute {
  const bindings = statement.bindings.map(({ target, value }) => ({
    assign: compileTarget(target),
    value: compileExpression(value, scope),
  }));
  const symbols = scope.symbols.inner();
  for (const { target } of statement.bindings) symbols.declareTarget(target);
  symbols.addStatements(statement.body);
  const body = compileBody(statement.body, { ...scope, symbols });
  const names = symbols.names();
  return (frame, out) => {
    const inner = frame.inner(names);
    for (const { assign, value } of bindings) assign(inner, value(frame));
    body(inner, out);
  };
}
