// SPDX-License-Identifier: Apache-2.0
import type { BinaryOperator } from '../values/arithmetic.ts';
import type { Arguments, CompareOperator, Expression, FilterExpression } from './ast.ts';
import { describe, type TokenStream } from './stream.ts';

/** Deeper brackets are refused: each level costs JavaScript stack here and when the template runs. */
const MAX_NESTING = 60;
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];
const SUMS: readonly BinaryOperator[] = ['+', '-'];
const PRODUCTS: readonly BinaryOperator[] = ['*', '/', '//', '%'];
const POWERS: readonly BinaryOperator[] = ['**'];
const SLICE_ENDS = [':', ']', ','];
const OPENERS = ['[', '{'];
const AFTER_TEST = ['else', 'or', 'and'];
const CONSTANTS: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

export interface TupleOptions {
  /** `a if b else c` is understood; not after `in` of a loop, where `if` starts its filter. */
  conditional?: boolean;
  /** Names that end the tuple. */
  until?: string[];
  /** Inside of brackets, where nothing at all is the empty tuple. */
  bracketed?: boolean;
}

/** Recursive descent over expressions, with jinja2's precedences. */
export class ExpressionParser {
  readonly #stream: TokenStream;
  #nesting = 0;

  constructor(stream: TokenStream) {
    this.#stream = stream;
  }

  expression(conditional = true): Expression {
    if (++this.#nesting > MAX_NESTING) throw this.#stream.error('the expression is nested too deeply');
    const result = conditional ? this.#conditional() : this.#or();
    this.#nesting--;
    return result;
  }

  /** One expression, or several with commas, which make a tuple. */
  tuple(options: TupleOptions = {}): Expression {
    const { conditional = true, until = [], bracketed = false } = options;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (items.length > 0) this.#stream.expectOperator(',');
      if (this.#isTupleEnd(until)) break;
      items.push(this.expression(conditional));
      if (!this.#stream.isOperator(',')) break;
      isTuple = true;
    }
    if (!isTuple && items[0]) return items[0];
    if (!isTuple && !bracketed) {
      throw this.#stream.error(`Expected an expression, got '${describe(this.#stream.current)}'`);
    }
    return { type: 'tuple', items };
  }

  /** The filters after a block tag: `{% filter a|b %}`, `{% set x | a %}`. Undefined when there is none. */
  filterChain(startsInline: boolean): FilterExpression | undefined {
    let filter: FilterExpression | undefined;
    let inline = startsInline;
    while (inline || this.#stream.skipOperator('|')) {
      filter = this.#filter(filter);
      inline = false;
    }
    return filter;
  }

  #isTupleEnd(until: string[]): boolean {
    const { type } = this.#stream.current;
    return (
      type === 'variable_end' ||
      type === 'block_end' ||
      this.#stream.isOperator(')') ||
      this.#stream.isOneOf(until)
    );
  }

  #conditional(): Expression {
    let result = this.#or();
    while (this.#stream.skipName('if')) {
      const test = this.#or();
      const otherwise = this.#stream.skipName('else') ? this.expression() : undefined;
      result = { type: 'if', test, whenTrue: result, otherwise };
    }
    return result;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#stream.skipName('or')) left = { type: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#stream.skipName('and')) left = { type: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    let count = 0;
    while (this.#stream.skipName('not')) count++;
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
    const stream = this.#stream;
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
    while (this.#stream.skipOperator('~')) items.push(this.#product());
    return items.length === 1 ? first : { type: 'concat', items };
  }

  #product(): Expression {
    return this.#binary(PRODUCTS, () => this.#power());
  }

  #power(): Expression {
    return this.#binary(POWERS, () => this.#unary());
  }

  #binary(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    while (this.#stream.isOperatorOf(operators)) {
      const operator = this.#stream.next().value as BinaryOperator;
      left = { type: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  #unary(withFilter = true): Expression {
    if (++this.#nesting > MAX_NESTING) throw this.#stream.error('the expression is nested too deeply');
    let value: Expression;
    if (this.#stream.skipOperator('-')) value = { type: 'negative', value: this.#unary(false) };
    else if (this.#stream.skipOperator('+')) value = { type: 'positive', value: this.#unary(false) };
    else value = this.#primary();
    this.#nesting--;
    value = this.#postfix(value);
    return withFilter ? this.#filters(value) : value;
  }

  #primary(): Expression {
    const stream = this.#stream;
    const token = stream.current;
    if (token.type === 'name') {
      stream.next();
      const constant = Object.hasOwn(CONSTANTS, token.value) ? CONSTANTS[token.value] : undefined;
      return constant === undefined
        ? { type: 'name', name: token.value }
        : { type: 'const', value: constant };
    }
    if (token.type === 'string') {
      let value = '';
      while (stream.current.type === 'string') value += stream.next().value;
      return { type: 'const', value };
    }
    if (token.type === 'number') {
      stream.next();
      return { type: 'const', value: token.value };
    }
    if (stream.skipOperator('(')) {
      const tuple = this.tuple({ bracketed: true });
      stream.expectOperator(')');
      return tuple;
    }
    if (stream.skipOperator('[')) return { type: 'list', items: this.#list() };
    if (stream.skipOperator('{')) return { type: 'dict', pairs: this.#pairs() };
    throw stream.error(`unexpected '${describe(token)}'`);
  }

  #list(): Expression[] {
    const items: Expression[] = [];
    while (!this.#stream.isOperator(']')) {
      if (items.length > 0) this.#stream.expectOperator(',');
      if (this.#stream.isOperator(']')) break;
      items.push(this.expression());
    }
    this.#stream.expectOperator(']');
    return items;
  }

  #pairs(): [Expression, Expression][] {
    const pairs: [Expression, Expression][] = [];
    while (!this.#stream.isOperator('}')) {
      if (pairs.length > 0) this.#stream.expectOperator(',');
      if (this.#stream.isOperator('}')) break;
      const key = this.expression();
      this.#stream.expectOperator(':');
      pairs.push([key, this.expression()]);
    }
    this.#stream.expectOperator('}');
    return pairs;
  }

  #postfix(value: Expression): Expression {
    let result = value;
    for (;;) {
      if (this.#stream.skipOperator('.')) result = this.#attribute(result);
      else if (this.#stream.skipOperator('[')) result = this.#subscript(result);
      else if (this.#stream.isOperator('('))
        result = { type: 'call', callee: result, args: this.#arguments() };
      else return result;
    }
  }

  #filters(value: Expression): Expression {
    let result = value;
    for (;;) {
      if (this.#stream.skipOperator('|')) result = this.#filter(result);
      else if (this.#stream.skipName('is')) result = this.#test(result);
      else if (this.#stream.isOperator('('))
        result = { type: 'call', callee: result, args: this.#arguments() };
      else return result;
    }
  }

  #attribute(value: Expression): Expression {
    const token = this.#stream.next();
    if (token.type === 'name') return { type: 'attribute', value, name: token.value };
    if (token.type !== 'number') throw this.#stream.error('expected name or number', token.line);
    return { type: 'item', value, key: { type: 'const', value: token.value } };
  }

  #subscript(value: Expression): Expression {
    const keys: Expression[] = [];
    while (!this.#stream.isOperator(']')) {
      if (keys.length > 0) this.#stream.expectOperator(',');
      const start = this.#stream.isOperator(':') ? undefined : this.expression();
      if (this.#stream.isOperator(':')) {
        const slice = this.#slice(value, start);
        this.#stream.expectOperator(']');
        return slice;
      }
      if (start) keys.push(start);
    }
    this.#stream.expectOperator(']');
    const [only] = keys;
    return { type: 'item', value, key: keys.length === 1 && only ? only : { type: 'tuple', items: keys } };
  }

  #slice(value: Expression, start: Expression | undefined): Expression {
    const part = () => (this.#stream.isOperatorOf(SLICE_ENDS) ? undefined : this.expression());
    this.#stream.expectOperator(':');
    const stop = part();
    const step = this.#stream.skipOperator(':') ? part() : undefined;
    return { type: 'slice', value, ...(start && { start }), ...(stop && { stop }), ...(step && { step }) };
  }

  #filter(value: Expression | undefined): FilterExpression {
    const name = this.#dottedName();
    return {
      type: 'filter',
      value,
      name,
      args: this.#stream.isOperator('(') ? this.#arguments() : noArguments(),
    };
  }

  #test(value: Expression): Expression {
    const negated = this.#stream.skipName('not');
    const name = this.#dottedName();
    return { type: 'test', value, name, args: this.#testArguments(), negated };
  }

  #testArguments(): Arguments {
    const stream = this.#stream;
    if (stream.isOperator('(')) return this.#arguments();
    const { type } = stream.current;
    const starts = type === 'name' || type === 'string' || type === 'number' || stream.isOperatorOf(OPENERS);
    if (!starts || stream.isOneOf(AFTER_TEST)) return noArguments();
    if (stream.isName('is')) throw stream.error('You cannot chain multiple tests with is');
    return { positional: [this.#postfix(this.#primary())], named: [] };
  }

  #dottedName(): string {
    let name = this.#stream.expectName();
    while (this.#stream.skipOperator('.')) name += `.${this.#stream.expectName()}`;
    return name;
  }

  #arguments(): Arguments {
    const stream = this.#stream;
    const { line } = stream.current;
    const args: Arguments = noArguments();
    const ensure = (valid: boolean) => {
      if (!valid) throw stream.error('invalid syntax for function call expression', line);
    };
    stream.expectOperator('(');
    for (let first = true; !stream.isOperator(')'); first = false) {
      if (!first) stream.expectOperator(',');
      if (stream.isOperator(')')) break;
      if (stream.skipOperator('*')) {
        ensure(!args.rest && !args.keywords);
        args.rest = this.expression();
      } else if (stream.skipOperator('**')) {
        ensure(!args.keywords);
        args.keywords = this.expression();
      } else if (
        stream.current.type === 'name' &&
        stream.following.type === 'operator' &&
        stream.following.value === '='
      ) {
        ensure(!args.keywords);
        const name = stream.expectName();
        stream.next();
        args.named.push([name, this.expression()]);
      } else {
        ensure(!args.rest && !args.keywords && args.named.length === 0);
        args.positional.push(this.expression());
      }
    }
    stream.expectOperator(')');
    return args;
  }
}

function noArguments(): Arguments {
  return { positional: [], named: [] };
}
