// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../runtime/failure.ts';
import type { Meter } from '../runtime/meter.ts';
import type { Token } from './lexer.ts';

/** A cursor over tokens. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #meter: Meter;
  #index = 0;

  /** @param meter ticks with each token that is taken */
  constructor(tokens: readonly Token[], meter: Meter) {
    this.#tokens = tokens;
    this.#meter = meter;
  }

  get current(): Token {
    return this.#tokens[this.#index] as Token;
  }

  get following(): Token {
    return (this.#tokens[this.#index + 1] ?? this.current) as Token;
  }

  next(): Token {
    this.#meter.tick();
    const token = this.current;
    if (token.type !== 'eof') this.#index++;
    return token;
  }

  isName(name: string): boolean {
    const { current } = this;
    return current.type === 'name' && current.value === name;
  }

  isOneOf(names: readonly string[]): boolean {
    const { current } = this;
    return current.type === 'name' && names.includes(current.value);
  }

  isOperator(operator: string): boolean {
    const { current } = this;
    return current.type === 'operator' && current.value === operator;
  }

  isOperatorOf(operators: readonly string[]): boolean {
    const { current } = this;
    return current.type === 'operator' && operators.includes(current.value);
  }

  skipName(name: string): boolean {
    if (!this.isName(name)) return false;
    this.next();
    return true;
  }

  skipOperator(operator: string): boolean {
    if (!this.isOperator(operator)) return false;
    this.next();
    return true;
  }

  expectName(name?: string): string {
    const token = this.current;
    if (token.type !== 'name' || (name !== undefined && token.value !== name)) {
      throw this.error(`expected token '${name ?? 'name'}', got '${describe(token)}'`);
    }
    this.next();
    return token.value;
  }

  expectOperator(operator: string): void {
    if (!this.skipOperator(operator)) {
      throw this.error(`expected token '${operator}', got '${describe(this.current)}'`);
    }
  }

  expect(type: Token['type']): void {
    if (this.current.type !== type) {
      throw this.error(`expected token '${TYPE_NAMES[type] ?? type}', got '${describe(this.current)}'`);
    }
    this.next();
  }

  error(message: string, line = this.current.line): Failure {
    const failure = new Failure('TemplateSyntaxError', message);
    failure.line = line;
    return failure;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  block_end: 'end of statement block',
  variable_end: 'end of print statement',
  eof: 'end of template',
};

export function describe(token: Token): string {
  return TYPE_NAMES[token.type] ?? String(token.value);
}
