// SPDX-License-Identifier: Apache-2.0
import type { Arguments, Expression, Signature, Statement, Target } from './ast.ts';

/** What is known about the names in a piece of syntax, in the order in which jinja2 meets them. */
export interface NameVisitor {
  /** A name that is read. */
  load(name: string): void;
  /** A name that a statement assigns, or a parameter. */
  store(name: string): void;
}

/** Names that an expression reads. */
export function visitExpression(expression: Expression | undefined, visit: NameVisitor): void {
  if (!expression) return;
  const each = (items: readonly (Expression | undefined)[]) => {
    for (const item of items) visitExpression(item, visit);
  };
  switch (expression.type) {
    case 'const':
      break;
    case 'name':
      visit.load(expression.name);
      break;
    case 'list':
    case 'tuple':
    case 'concat':
      each(expression.items);
      break;
    case 'dict':
      each(expression.pairs.flat());
      break;
    case 'attribute':
    case 'not':
    case 'negative':
    case 'positive':
      visitExpression(expression.value, visit);
      break;
    case 'item':
      each([expression.value, expression.key]);
      break;
    case 'slice':
      each([expression.value, expression.start, expression.stop, expression.step]);
      break;
    case 'call':
      visitExpression(expression.callee, visit);
      each(argumentsOf(expression.args));
      break;
    case 'filter':
    case 'test':
      each([expression.value, ...argumentsOf(expression.args)]);
      break;
    case 'and':
    case 'or':
    case 'binary':
      each([expression.left, expression.right]);
      break;
    case 'compare':
      each([expression.first, ...expression.rest.map(({ value }) => value)]);
      break;
    case 'if':
      each([expression.test, expression.whenTrue, expression.otherwise]);
      break;
  }
}

function argumentsOf(args: Arguments): (Expression | undefined)[] {
  return [...args.positional, ...args.named.map(([, value]) => value), args.rest, args.keywords];
}

/** Names that a target assigns; a namespace is read. */
export function visitTarget(target: Target, visit: NameVisitor): void {
  if (target.type === 'name') visit.store(target.name);
  else if (target.type === 'namespace') visit.load(target.name);
  else for (const item of target.items) visitTarget(item, visit);
}

/** Parameters, then what their defaults read. */
export function visitSignature(signature: Signature, visit: NameVisitor): void {
  for (const { name } of signature.params) visit.store(name);
  for (const { fallback } of signature.params) visitExpression(fallback, visit);
}

/** All names of statements and of those inside of them, but for blocks, which are apart. */
export function visitStatements(statements: readonly Statement[], visit: NameVisitor): void {
  for (const statement of statements) visitStatement(statement, visit);
}

function visitStatement(statement: Statement, visit: NameVisitor): void {
  switch (statement.type) {
    case 'text':
    case 'block':
      break;
    case 'output':
      visitExpression(statement.value, visit);
      break;
    case 'if':
      for (const { test, body } of statement.branches) {
        visitExpression(test, visit);
        visitStatements(body, visit);
      }
      visitStatements(statement.otherwise, visit);
      break;
    case 'for':
      visitTarget(statement.target, visit);
      visitExpression(statement.iterable, visit);
      visitStatements(statement.body, visit);
      visitStatements(statement.otherwise, visit);
      visitExpression(statement.test, visit);
      break;
    case 'set':
      visitTarget(statement.target, visit);
      visitExpression(statement.value, visit);
      break;
    case 'set-block':
      visitTarget(statement.target, visit);
      visitExpression(statement.filter, visit);
      visitStatements(statement.body, visit);
      break;
    case 'extends':
    case 'include':
    case 'import':
    case 'from':
      visitExpression(statement.template, visit);
      break;
    case 'macro':
      visitSignature(statement.signature, visit);
      visitStatements(statement.body, visit);
      break;
    case 'call-block':
      visitExpression(statement.call, visit);
      visitSignature(statement.signature, visit);
      visitStatements(statement.body, visit);
      break;
    case 'filter-block':
      visitStatements(statement.body, visit);
      visitExpression(statement.filter, visit);
      break;
    case 'with':
      for (const { target } of statement.bindings) visitTarget(target, visit);
      for (const { value } of statement.bindings) visitExpression(value, visit);
      visitStatements(statement.body, visit);
      break;
    case 'scope':
      visitStatements(statement.body, visit);
      break;
  }
}

/** Which of the names statements read before they assign them: `loop`, `caller` and the like exist only when asked for. */
export function undeclaredNames(statements: readonly Statement[], names: readonly string[]): Set<string> {
  const wanted = new Set(names);
  const found = new Set<string>();
  visitStatements(statements, {
    load: (name) => {
      if (wanted.has(name)) found.add(name);
    },
    store: (name) => {
      wanted.delete(name);
    },
  });
  return found;
}
