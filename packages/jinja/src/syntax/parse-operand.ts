// SPDX-License-Identifier: Apache-2.0
import type { Arguments, Expression, FilterExpression } from './ast.ts';
import { noArguments, parseArguments } from './parse-arguments.ts';
import { describe, type TokenStream } from './stream.ts';

/** Deeper brackets are refused: each level costs JavaScript stack here and when the template runs. */
const MAX_NESTING = 60;
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

/** The operands of operators: a value with its attributes, items, calls, filters and tests. */
export abstract class OperandParser {
  protected readonly stream: TokenStream;
  protected nesting = 0;

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  abstract expression(): Expression;
  abstract tuple(options?: TupleOptions): Expression;

  /** The filters after a block tag: `{% filter a|b %}`, `{% set x | a %}`. Undefined when there is none. */
  filterChain(startsInline: boolean): FilterExpression | undefined {
    let filter: FilterExpression | undefined;
    let inline = startsInline;
    while (inline || this.stream.skipOperator('|')) {
      filter = this.#filter(filter);
      inline = false;
    }
    return filter;
  }

  /** @throws when brackets and signs are nested too deeply; whoever calls it counts down again */
  protected deeper(): void {
    if (++this.nesting > MAX_NESTING) throw this.stream.error('the expression is nested too deeply');
  }

  protected unary(withFilter = true): Expression {
    this.deeper();
    let value: Expression;
    if (this.stream.skipOperator('-')) value = { type: 'negative', value: this.unary(false) };
    else if (this.stream.skipOperator('+')) value = { type: 'positive', value: this.unary(false) };
    else value = this.#primary();
    this.nesting--;
    value = this.#postfix(value);
    return withFilter ? this.#filters(value) : value;
  }

  #primary(): Expression {
    const stream = this.stream;
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
    while (!this.stream.isOperator(']')) {
      if (items.length > 0) this.stream.expectOperator(',');
      if (this.stream.isOperator(']')) break;
      items.push(this.expression());
    }
    this.stream.expectOperator(']');
    return items;
  }

  #pairs(): [Expression, Expression][] {
    const pairs: [Expression, Expression][] = [];
    while (!this.stream.isOperator('}')) {
      if (pairs.length > 0) this.stream.expectOperator(',');
      if (this.stream.isOperator('}')) break;
      const key = this.expression();
      this.stream.expectOperator(':');
      pairs.push([key, this.expression()]);
    }
    this.stream.expectOperator('}');
    return pairs;
  }

  #postfix(value: Expression): Expression {
    let result = value;
    for (;;) {
      if (this.stream.skipOperator('.')) result = this.#attribute(result);
      else if (this.stream.skipOperator('[')) result = this.#subscript(result);
      else if (this.stream.isOperator('('))
        result = { type: 'call', callee: result, args: parseArguments(this.stream, () => this.expression()) };
      else return result;
    }
  }

  #filters(value: Expression): Expression {
    let result = value;
    for (;;) {
      if (this.stream.skipOperator('|')) result = this.#filter(result);
      else if (this.stream.skipName('is')) result = this.#test(result);
      else if (this.stream.isOperator('('))
        result = { type: 'call', callee: result, args: parseArguments(this.stream, () => this.expression()) };
      else return result;
    }
  }

  #attribute(value: Expression): Expression {
    const token = this.stream.next();
    if (token.type === 'name') return { type: 'attribute', value, name: token.value };
    if (token.type !== 'number') throw this.stream.error('expected name or number', token.line);
    return { type: 'item', value, key: { type: 'const', value: token.value } };
  }

  #subscript(value: Expression): Expression {
    const keys: Expression[] = [];
    while (!this.stream.isOperator(']')) {
      if (keys.length > 0) this.stream.expectOperator(',');
      const start = this.stream.isOperator(':') ? undefined : this.expression();
      if (this.stream.isOperator(':')) {
        const slice = this.#slice(value, start);
        this.stream.expectOperator(']');
        return slice;
      }
      if (start) keys.push(start);
    }
    this.stream.expectOperator(']');
    const [only] = keys;
    return { type: 'item', value, key: keys.length === 1 && only ? only : { type: 'tuple', items: keys } };
  }

  #slice(value: Expression, start: Expression | undefined): Expression {
    const part = () => (this.stream.isOperatorOf(SLICE_ENDS) ? undefined : this.expression());
    this.stream.expectOperator(':');
    const stop = part();
    const step = this.stream.skipOperator(':') ? part() : undefined;
    return { type: 'slice', value, ...(start && { start }), ...(stop && { stop }), ...(step && { step }) };
  }

  #filter(value: Expression | undefined): FilterExpression {
    const name = this.#dottedName();
    return {
      type: 'filter',
      value,
      name,
      args: this.stream.isOperator('(')
        ? parseArguments(this.stream, () => this.expression())
        : noArguments(),
    };
  }

  #test(value: Expression): Expression {
    const negated = this.stream.skipName('not');
    const name = this.#dottedName();
    return { type: 'test', value, name, args: this.#testArguments(), negated };
  }

  #testArguments(): Arguments {
    const stream = this.stream;
    if (stream.isOperator('(')) return parseArguments(this.stream, () => this.expression());
    const { type } = stream.current;
    const starts = type === 'name' || type === 'string' || type === 'number' || stream.isOperatorOf(OPENERS);
    if (!starts || stream.isOneOf(AFTER_TEST)) return noArguments();
    if (stream.isName('is')) throw stream.error('You cannot chain multiple tests with is');
    return { positional: [this.#postfix(this.#primary())], named: [] };
  }

  #dottedName(): string {
    let name = this.stream.expectName();
    while (this.stream.skipOperator('.')) name += `.${this.stream.expectName()}`;
    return name;
  }
}
