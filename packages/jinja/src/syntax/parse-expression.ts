// SPDX-License-Identifier: Apache-2.0
import type { BinaryOperator } from '../values/arithmetic.ts';
import type { CompareOperator, Expression } from './ast.ts';
import { OperandParser, type TupleOptions } from './parse-operand.ts';
import { describe } from './stream.ts';

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];
const SUMS: readonly BinaryOperator[] = ['+', '-'];
const PRODUCTS: readonly BinaryOperator[] = ['*', '/', '//', '%'];
const POWERS: readonly BinaryOperator[] = ['**'];
/** Recursive descent over expressions, with jinja2's precedences. */
export class ExpressionParser extends OperandParser {
  override expression(conditional = true): Expression {
    this.deeper();
    const result = conditional ? this.#conditional() : this.#or();
    this.nesting--;
    return result;
  }

  /** One expression, or several with commas, which make a tuple. */
  override tuple(options: TupleOptions = {}): Expression {
    const { conditional = true, until = [], bracketed = false } = options;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.stream.expectOperator(',');
      if (this.#isTupleEnd(until)) break;
      items.push(this.expression(conditional));
      if (!this.stream.isOperator(',')) break;
      isTuple = true;
    }
    if (!isTuple && items[0]) return items[0];
    if (!isTuple && !bracketed) {
      throw this.stream.error(`Expected an expression, got '${describe(this.stream.current)}'`);
    }
    return { type: 'tuple', items };
  }

  #isTupleEnd(until: string[]): boolean {
    const { type } = this.stream.current;
    return (
      type === 'variable_end' ||
      type === 'block_end' ||
      this.stream.isOperator(')') ||
      this.stream.isOneOf(until)
    );
  }

  #conditional(): Expression {
    let result = this.#or();
    while (this.stream.skipName('if')) {
      const test = this.#or();
      const otherwise = this.stream.skipName('else') ? this.expression() : undefined;
      result = { type: 'if', test, whenTrue: result, otherwise };
    }
    return result;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.stream.skipName('or')) left = { type: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.stream.skipName('and')) left = { type: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    let count = 0;
    while (this.stream.skipName('not')) count++;
    let value = this.#compare();
    for (; count > 0; count--) value = { type: 'not', value };
    return value;
  }

  #compare(): Expression {
    const first = this.#sum();
    const rest: { operator: CompareOperator; value: Expression }[] = [];
    for (;;) {
      const operator = this.#comparison();
      if (operator === undefined) break;
      rest.push({ operator, value: this.#sum() });
    }
    return rest.length === 0 ? first : { type: 'compare', first, rest };
  }

  #comparison(): CompareOperator | undefined {
    const stream = this.stream;
    if (stream.isOperatorOf(COMPARISONS)) return stream.next().value as CompareOperator;
    if (stream.skipName('in')) return 'in';
    if (stream.isName('not') && stream.following.type === 'name' && stream.following.value === 'in') {
      stream.next();
      stream.next();
      return 'not in';
    }
    return undefined;
  }

  #sum(): Expression {
    return this.#binary(SUMS, () => this.#concat());
  }

  #concat(): Expression {
    const first = this.#product();
    const items = [first];
    while (this.stream.skipOperator('~')) items.push(this.#product());
    return items.length === 1 ? first : { type: 'concat', items };
  }

  #product(): Expression {
    return this.#binary(PRODUCTS, () => this.#power());
  }

  #power(): Expression {
    return this.#binary(POWERS, () => this.unary());
  }

  #binary(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    while (this.stream.isOperatorOf(operators)) {
      const operator = this.stream.next().value as BinaryOperator;
      left = { type: 'binary', operator, left, right: operand() };
    }
    return left;
  }
}
