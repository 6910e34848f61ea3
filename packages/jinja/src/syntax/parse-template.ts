// SPDX-License-Identifier: Apache-2.0
import type { Meter } from '../runtime/meter.ts';
import type { Expression, Signature, Statement, Target, TemplateSyntax } from './ast.ts';
import { Lexer, type LexerOptions } from './lexer.ts';
import { ExpressionParser } from './parse-expression.ts';
import { describe, TokenStream } from './stream.ts';

/** Deeper statements are refused, as with expressions. */
const MAX_NESTING = 60;

/**
 * @param meter of the rendering that needs the template: long texts take time
 * @throws Failure TemplateSyntaxError with its line, `limit` when it takes too long
 */
export function parseTemplate(source: string, options: LexerOptions, meter: Meter): TemplateSyntax {
  const tokens = new Lexer(source, options, meter).tokens();
  return new TemplateParser(new TokenStream(tokens, meter)).template();
}

class TemplateParser {
  readonly #stream: TokenStream;
  readonly #expressions: ExpressionParser;
  readonly #blocks: TemplateSyntax['blocks'] = new Map();
  #nesting = 0;

  constructor(stream: TokenStream) {
    this.#stream = stream;
    this.#expressions = new ExpressionParser(stream);
  }

  template(): TemplateSyntax {
    const { body } = this.#statements([]);
    return { body, blocks: this.#blocks };
  }

  /** Statements up to one of the end tags, whose name is consumed; the rest of that tag is not. */
  #statements(ends: string[]): { body: Statement[]; end: string } {
    if (++this.#nesting > MAX_NESTING) throw this.#stream.error('the template is nested too deeply');
    const body: Statement[] = [];
    for (;;) {
      const token = this.#stream.current;
      if (token.type === 'eof') {
        if (ends.length > 0)
          throw this.#stream.error(`Unexpected end of template. Looking for '${ends.join("' or '")}'.`);
        this.#nesting--;
        return { body, end: '' };
      }
      this.#stream.next();
      if (token.type === 'data') body.push({ type: 'text', text: token.value, line: token.line });
      else if (token.type === 'variable_begin') {
        body.push({ type: 'output', value: this.#expressions.tuple(), line: token.line });
        this.#stream.expect('variable_end');
      } else if (this.#stream.isOneOf(ends)) {
        this.#nesting--;
        return { body, end: this.#stream.expectName() };
      } else {
        const statement = this.#statement(this.#stream.current.line);
        if (statement) body.push(...statement);
      }
    }
  }

  /** A body that ends with one tag, that tag included. */
  #bodyUntil(end: string): Statement[] {
    this.#stream.expect('block_end');
    const { body } = this.#statements([end]);
    return body;
  }

  #endTag(): void {
    this.#stream.expect('block_end');
  }

  #statement(line: number): Statement[] {
    const token = this.#stream.current;
    if (token.type !== 'name') throw this.#stream.error('tag name expected');
    this.#stream.next();
    const statement = this.#tag(token.value, line);
    this.#endTag();
    return statement;
  }

  #tag(name: string, line: number): Statement[] {
    switch (name) {
      case 'autoescape':
        return [this.#autoescape(line)];
      case 'block':
        return [this.#block(line)];
      case 'call':
        return [this.#callBlock(line)];
      case 'extends':
        return [{ type: 'extends', template: this.#expressions.expression(), line }];
      case 'filter': {
        const filter = this.#expressions.filterChain(true);
        if (!filter) throw this.#stream.error('expected a filter');
        return [{ type: 'filter-block', filter, body: this.#bodyUntil('endfilter'), line }];
      }
      case 'for':
        return [this.#for(line)];
      case 'from':
        return [this.#from(line)];
      case 'if':
        return [this.#if(line)];
      case 'import': {
        const template = this.#expressions.expression();
        this.#stream.expectName('as');
        const target = this.#stream.expectName();
        return [{ type: 'import', template, target, withContext: this.#context(false), line }];
      }
      case 'include':
        return [this.#include(line)];
      case 'macro': {
        const macro = this.#stream.expectName();
        const signature = this.#signature();
        return [{ type: 'macro', name: macro, signature, body: this.#bodyUntil('endmacro'), line }];
      }
      case 'print':
        return this.#print(line);
      case 'set':
        return [this.#set(line)];
      case 'with':
        return [this.#with(line)];
      default:
        throw this.#stream.error(`Encountered unknown tag '${name}'.`, line);
    }
  }

  #autoescape(line: number): Statement {
    const value = this.#expressions.expression();
    if (value.type !== 'const' || value.value !== false) {
      throw this.#stream.error('only {% autoescape false %} is supported', line);
    }
    return { type: 'scope', body: this.#bodyUntil('endautoescape'), line };
  }

  #block(line: number): Statement {
    const name = this.#stream.expectName();
    if (this.#blocks.has(name)) throw this.#stream.error(`block '${name}' defined twice`, line);
    const scoped = this.#stream.skipName('scoped');
    const required = this.#stream.skipName('required');
    if (this.#stream.isOperator('-')) {
      throw this.#stream.error('Block names may not contain hyphens, use an underscore instead.');
    }
    const block: { body: Statement[]; required: boolean; line: number } = { body: [], required, line };
    this.#blocks.set(name, block);
    block.body = this.#bodyUntil('endblock');
    if (required && !block.body.every((child) => child.type === 'text' && child.text.trim() === '')) {
      throw this.#stream.error('Required blocks can only contain comments or whitespace', line);
    }
    this.#stream.skipName(name);
    return { type: 'block', name, scoped, required, line };
  }

  #callBlock(line: number): Statement {
    const signature = this.#stream.isOperator('(') ? this.#signature() : { params: [] };
    const call = this.#expressions.expression();
    if (call.type !== 'call') throw this.#stream.error('expected call', line);
    return { type: 'call-block', signature, call, body: this.#bodyUntil('endcall'), line };
  }

  #for(line: number): Statement {
    const target = this.#target(['in']);
    this.#stream.expectName('in');
    const iterable = this.#expressions.tuple({ conditional: false, until: ['recursive'] });
    const test = this.#stream.skipName('if') ? this.#expressions.expression() : undefined;
    const recursive = this.#stream.skipName('recursive');
    this.#endTag();
    const { body, end } = this.#statements(['endfor', 'else']);
    const otherwise = end === 'else' ? this.#bodyUntil('endfor') : [];
    return { type: 'for', target, iterable, test, recursive, body, otherwise, line };
  }

  #if(line: number): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    for (;;) {
      const test = this.#expressions.tuple({ conditional: false });
      this.#endTag();
      const { body, end } = this.#statements(['elif', 'else', 'endif']);
      branches.push({ test, body });
      if (end === 'elif') continue;
      return { type: 'if', branches, otherwise: end === 'else' ? this.#bodyUntil('endif') : [], line };
    }
  }

  #include(line: number): Statement {
    const template = this.#expressions.expression();
    const ignoreMissing = this.#stream.isName('ignore') && this.#stream.following.value === 'missing';
    if (ignoreMissing) {
      this.#stream.next();
      this.#stream.next();
    }
    return { type: 'include', template, ignoreMissing, withContext: this.#context(true), line };
  }

  #context(fallback: boolean): boolean {
    if (!this.#isContext()) return fallback;
    const withContext = this.#stream.expectName() === 'with';
    this.#stream.next();
    return withContext;
  }

  #isContext(): boolean {
    return this.#stream.isOneOf(['with', 'without']) && this.#stream.following.value === 'context';
  }

  #from(line: number): Statement {
    const template = this.#expressions.expression();
    this.#stream.expectName('import');
    const names: [string, string][] = [];
    while (!this.#isContext()) {
      const name = this.#stream.expectName();
      if (name.startsWith('_'))
        throw this.#stream.error('names starting with an underline can not be imported');
      names.push([name, this.#stream.skipName('as') ? this.#stream.expectName() : name]);
      if (this.#isContext() || !this.#stream.skipOperator(',')) break;
    }
    return { type: 'from', template, names, withContext: this.#context(false), line };
  }

  #print(line: number): Statement[] {
    const statements: Statement[] = [];
    while (this.#stream.current.type !== 'block_end') {
      if (statements.length > 0) this.#stream.expectOperator(',');
      statements.push({ type: 'output', value: this.#expressions.expression(), line });
    }
    return statements;
  }

  #set(line: number): Statement {
    const target = this.#target([], true);
    if (this.#stream.skipOperator('='))
      return { type: 'set', target, value: this.#expressions.tuple(), line };
    const filter = this.#expressions.filterChain(false);
    return { type: 'set-block', target, filter, body: this.#bodyUntil('endset'), line };
  }

  #with(line: number): Statement {
    const bindings: { target: Target; value: Expression }[] = [];
    while (this.#stream.current.type !== 'block_end') {
      if (bindings.length > 0) this.#stream.expectOperator(',');
      const target = this.#target([]);
      this.#stream.expectOperator('=');
      bindings.push({ target, value: this.#expressions.expression() });
    }
    return { type: 'with', bindings, body: this.#bodyUntil('endwith'), line };
  }

  #signature(): Signature {
    const params: Signature['params'] = [];
    this.#stream.expectOperator('(');
    while (!this.#stream.isOperator(')')) {
      if (params.length > 0) this.#stream.expectOperator(',');
      const name = this.#stream.expectName();
      const fallback = this.#stream.skipOperator('=') ? this.#expressions.expression() : undefined;
      if (!fallback && params.some((param) => param.fallback)) {
        throw this.#stream.error('non-default argument follows default argument');
      }
      params.push({ name, fallback });
    }
    this.#stream.expectOperator(')');
    return { params };
  }

  #target(until: string[], withNamespace = false): Target {
    const items: Target[] = [];
    let isTuple = false;
    for (;;) {
      const { type } = this.#stream.current;
      if (
        items.length > 0 &&
        (type === 'block_end' || this.#stream.isOperatorOf(['=', ')']) || this.#stream.isOneOf(until))
      )
        break;
      items.push(this.#singleTarget(withNamespace));
      if (!this.#stream.skipOperator(',')) break;
      isTuple = true;
    }
    const [first] = items;
    return !isTuple && first ? first : { type: 'tuple', items };
  }

  #singleTarget(withNamespace: boolean): Target {
    if (this.#stream.skipOperator('(')) {
      const inner = this.#target([]);
      this.#stream.expectOperator(')');
      return inner;
    }
    const { line } = this.#stream.current;
    const name = this.#stream.expectName();
    if (withNamespace && this.#stream.skipOperator('.')) {
      return { type: 'namespace', name, attribute: this.#stream.expectName() };
    }
    if (/^(?:true|false|none|True|False|None)$/.test(name))
      throw this.#stream.error("can't assign to 'const'", line);
    if (this.#stream.isOperatorOf(['.', '['])) {
      throw this.#stream.error(`can't assign to ${describe(this.#stream.current)}`, line);
    }
    return { type: 'name', name };
  }
}
