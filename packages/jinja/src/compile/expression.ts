// SPDX-License-Identifier: Apache-2.0

import { PyDict } from '@lava/yaml/dict.ts';
import { tupleOf } from '@lava/yaml/tuple.ts';
import { fail, noFilter } from '../runtime/failure.ts';
import type { Frame } from '../runtime/frame.ts';
import type { Expression, FilterExpression } from '../syntax/ast.ts';
import { attributeOf, itemOf, methodOf, sliceOf } from '../values/access.ts';
import { negate, OPERATORS, positive } from '../values/arithmetic.ts';
import { isKey } from '../values/hashable.ts';
import { type Kwargs, PyCallable } from '../values/object.ts';
import { str } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import { typeName } from '../values/type-name.ts';
import { Undefined, undefinedName } from '../values/undefined.ts';
import { compileArguments } from './arguments.ts';
import { comparison } from './comparison.ts';
import { quickCall } from './quick-call.ts';
import type { CompileScope, Evaluate } from './scope.ts';

export function compileExpression(expression: Expression, scope: CompileScope): Evaluate {
  const compile = (inner: Expression) => compileExpression(inner, scope);
  scope.meter.tick();
  switch (expression.type) {
    case 'const': {
      const { value } = expression;
      return () => value;
    }
    case 'name':
      return nameLookup(expression.name);
    case 'list': {
      const items = expression.items.map(compile);
      return (frame) => {
        frame.rendering.meter.spend(items.length * 8);
        return items.map((item) => item(frame));
      };
    }
    case 'tuple': {
      const items = expression.items.map(compile);
      return (frame) => {
        frame.rendering.meter.spend(items.length * 8);
        return tupleOf(items.map((item) => item(frame)));
      };
    }
    case 'dict':
      return dictLiteral(expression.pairs.map(([key, value]) => [compile(key), compile(value)]));
    case 'attribute': {
      const value = compile(expression.value);
      const { name } = expression;
      return (frame) => attributeOf(value(frame), name);
    }
    case 'item': {
      const value = compile(expression.value);
      const key = compile(expression.key);
      return (frame) => itemOf(frame.rendering, value(frame), key(frame));
    }
    case 'slice': {
      const value = compile(expression.value);
      const [start, stop, step] = [expression.start, expression.stop, expression.step].map(
        (e) => e && compile(e),
      );
      return (frame) => sliceOf(frame.rendering, value(frame), start?.(frame), stop?.(frame), step?.(frame));
    }
    case 'call':
      return compileCall(expression, scope);
    case 'filter':
      return compileFilter(expression, scope);
    case 'test':
      return compileTest(expression, scope);
    case 'not': {
      const value = compile(expression.value);
      return (frame) => !truthy(value(frame));
    }
    case 'negative': {
      const value = compile(expression.value);
      return (frame) => negate(value(frame));
    }
    case 'positive': {
      const value = compile(expression.value);
      return (frame) => positive(value(frame));
    }
    case 'and': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (frame) => {
        const value = left(frame);
        return truthy(value) ? right(frame) : value;
      };
    }
    case 'or': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      return (frame) => {
        const value = left(frame);
        return truthy(value) ? value : right(frame);
      };
    }
    case 'binary': {
      const [left, right] = [compile(expression.left), compile(expression.right)];
      const operate = OPERATORS[expression.operator];
      return (frame) => operate(frame.rendering, left(frame), right(frame));
    }
    case 'concat':
      return concatenation(expression.items.map(compile));
    case 'compare':
      return comparison(
        compile(expression.first),
        expression.rest.map((r) => [r.operator, compile(r.value)]),
      );
    case 'if': {
      const soft = { ...scope, soft: true };
      const test = compile(expression.test);
      const whenTrue = compileExpression(expression.whenTrue, soft);
      const otherwise = expression.otherwise && compileExpression(expression.otherwise, soft);
      return (frame) => {
        if (truthy(test(frame))) return whenTrue(frame);
        return otherwise
          ? otherwise(frame)
          : new Undefined('the inline if-expression evaluated to false and no else section was defined.');
      };
    }
  }
}

function nameLookup(name: string): Evaluate {
  const missing = undefinedName(name);
  return (frame) => {
    const value = frame.get(name);
    return value === undefined ? missing : value;
  };
}

function dictLiteral(pairs: [Evaluate, Evaluate][]): Evaluate {
  return (frame) => {
    frame.rendering.meter.spend(pairs.length * 16);
    const dict = new PyDict();
    for (const [key, value] of pairs) {
      const name = key(frame);
      if (!isKey(name)) fail('TypeError', `unhashable type: '${typeName(name)}'`);
      dict.set(name, value(frame));
    }
    return dict;
  };
}

function concatenation(items: Evaluate[]): Evaluate {
  return (frame) => {
    let text = '';
    for (const item of items) text += str(item(frame));
    frame.rendering.meter.spend(text.length);
    return text;
  };
}

/** @param caller the macro of a call block, handed on as keyword */
export function compileCall(
  expression: Expression & { type: 'call' },
  scope: CompileScope,
  caller?: (frame: Frame) => PyCallable,
): Evaluate {
  const args = compileArguments(expression.args, (inner) => compileExpression(inner, scope));
  const { callee } = expression;
  const withCaller = (frame: Frame, kwargs: Kwargs | undefined): Kwargs | undefined =>
    caller ? new Map([...(kwargs ?? []), ['caller', caller(frame)]]) : kwargs;
  if (callee.type === 'attribute') {
    const target = compileExpression(callee.value, scope);
    const { name } = callee;
    return (frame) => {
      const value = target(frame);
      const method = methodOf(value, name);
      if (!method)
        return call(
          frame,
          attributeOf(value, name),
          args.positional(frame),
          withCaller(frame, args.named(frame)),
        );
      return method.call(
        frame.rendering,
        [value, ...args.positional(frame)],
        withCaller(frame, args.named(frame)),
      );
    };
  }
  const target = compileExpression(callee, scope);
  return (frame) => {
    const value = target(frame);
    return call(frame, value, args.positional(frame), withCaller(frame, args.named(frame)));
  };
}

function call(frame: Frame, callee: unknown, args: unknown[], kwargs: Kwargs | undefined): unknown {
  frame.rendering.meter.tick();
  if (callee instanceof PyCallable) return callee.call(frame.rendering, args, kwargs);
  if (callee instanceof Undefined) callee.fail();
  return fail('TypeError', `'${typeName(callee)}' object is not callable`);
}

function compileFilter(expression: FilterExpression, scope: CompileScope): Evaluate {
  if (!expression.value) return fail('TemplateSyntaxError', 'a filter needs a value here');
  const value = compileExpression(expression.value, scope);
  const apply = filterApplication(expression, scope);
  return (frame) => apply(frame, value(frame));
}

/** The filters of a block tag, to be applied to the block's text. */
export function compileFilterChain(
  expression: FilterExpression,
  scope: CompileScope,
): (frame: Frame, text: unknown) => unknown {
  const apply = filterApplication(expression, scope);
  const { value } = expression;
  if (!value) return apply;
  if (value.type !== 'filter') return fail('TemplateSyntaxError', 'expected a filter');
  const inner = compileFilterChain(value, scope);
  return (frame, text) => apply(frame, inner(frame, text));
}

function filterApplication(expression: FilterExpression, scope: CompileScope) {
  const { name } = expression;
  const filter = scope.filter(name);
  if (!filter && !scope.soft) fail('TemplateAssertionError', noFilter(name));
  const args = compileArguments(expression.args, (inner) => compileExpression(inner, scope));
  const quick = filter && quickCall(filter, args);
  if (quick) return quick;
  return (frame: Frame, value: unknown) => {
    const { rendering } = frame;
    const run = filter ?? rendering.filter(name);
    return run.call(rendering, [value, ...args.positional(frame)], args.named(frame));
  };
}

function compileTest(expression: Expression & { type: 'test' }, scope: CompileScope): Evaluate {
  const { name, negated } = expression;
  const test = scope.test(name);
  if (!test && !scope.soft) fail('TemplateAssertionError', `No test named '${name}'.`);
  const value = compileExpression(expression.value, scope);
  const args = compileArguments(expression.args, (inner) => compileExpression(inner, scope));
  const quick = test && quickCall(test, args);
  if (quick) return (frame) => truthy(quick(frame, value(frame))) !== negated;
  return (frame) => {
    const { rendering } = frame;
    const subject = value(frame);
    const run = test ?? rendering.test(name);
    return truthy(run.call(rendering, [subject, ...args.positional(frame)], args.named(frame))) !== negated;
  };
}
