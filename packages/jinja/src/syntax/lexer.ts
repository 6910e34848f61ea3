// SPDX-License-Identifier: Apache-2.0
import { PyFloat } from '@lava/yaml/float.ts';
import { Failure } from '../runtime/failure.ts';
import type { Meter } from '../runtime/meter.ts';
import { fromBigInt } from '../values/number.ts';
import { unescapeString } from './string-literal.ts';

export interface LexerOptions {
  /** The newline after a `%}` or `#}` goes with it. */
  trimBlocks: boolean;
}

export type Token = { line: number } & (
  | { type: 'data' | 'name' | 'string'; value: string }
  | { type: 'number'; value: number | bigint | PyFloat }
  /** One of OPERATORS. */
  | { type: 'operator'; value: string }
  | { type: 'block_begin' | 'block_end' | 'variable_begin' | 'variable_end' | 'eof'; value: string }
);

const OPERATORS = /\*\*|\/\/|==|!=|<=|>=|[-+*/%~<>()[\]{}.:,|=;]/y;
const SPACE = /\s+/y;
const NAME = /[\p{XIDS}_]\p{XIDC}*/uy;
const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][-+]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y;
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const STRING = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const BEGIN = /\{(?:%|\{|#)[-+]?/g;
const RAW = /\s*raw\s*(?:-%\}\s*|%\})/y;
const END_RAW = /\{%([-+]?)\s*endraw\s*(\+%\}|-%\}\s*|%\})/g;
const COMMENT_END = /([-+]?)#\}/g;
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Cuts a template into tokens by the rules of jinja2's lexer. */
export class Lexer {
  readonly #source: string;
  readonly #options: LexerOptions;
  readonly #meter: Meter;
  readonly #tokens: Token[] = [];
  #position = 0;
  #line = 1;
  /** Offset of the next newline that `#line` does not count yet; -1: none. */
  #nextBreak: number;

  constructor(source: string, options: LexerOptions, meter: Meter) {
    const text = source.replace(/\r\n?/g, '\n');
    this.#source = text.endsWith('\n') ? text.slice(0, -1) : text;
    this.#nextBreak = this.#source.indexOf('\n');
    this.#options = options;
    this.#meter = meter;
  }

  /** @throws Failure TemplateSyntaxError with its line */
  tokens(): Token[] {
    while (this.#position < this.#source.length) this.#next();
    this.#tokens.push({ type: 'eof', value: '', line: this.#line });
    return this.#tokens;
  }

  #next(): void {
    this.#meter.tick();
    BEGIN.lastIndex = this.#position;
    const begin = BEGIN.exec(this.#source);
    const end = begin?.index ?? this.#source.length;
    let data = this.#source.slice(this.#position, end);
    if (begin?.[0].endsWith('-')) data = data.trimEnd();
    this.#data(data);
    this.#moveTo(begin ? BEGIN.lastIndex : end);
    if (!begin) return;
    if (begin[0].charAt(1) === '#') this.#comment();
    else if (begin[0].charAt(1) === '{') this.#code('variable', '}}');
    else if (this.#at(RAW)) this.#raw();
    else this.#code('block', '%}');
  }

  #data(text: string): void {
    if (text !== '') this.#tokens.push({ type: 'data', value: text, line: this.#line });
  }

  #comment(): void {
    // jinja2 takes a comment that the text ends with for closed.
    if (this.#position >= this.#source.length) return;
    COMMENT_END.lastIndex = this.#position;
    const end = COMMENT_END.exec(this.#source);
    if (!end) throw this.#error('Missing end of comment tag');
    this.#moveTo(COMMENT_END.lastIndex);
    this.#afterTag(end[1] ?? '');
  }

  #raw(): void {
    // jinja2 takes a raw block that the text ends with for closed.
    if (this.#position >= this.#source.length) return;
    END_RAW.lastIndex = this.#position;
    const end = END_RAW.exec(this.#source);
    if (!end) throw this.#error('Missing end of raw directive');
    const body = this.#source.slice(this.#position, end.index);
    this.#data(end[1] === '-' ? body.trimEnd() : body);
    this.#moveTo(END_RAW.lastIndex);
    if (this.#options.trimBlocks && end[2] === '%}' && this.#source.charAt(this.#position) === '\n')
      this.#moveTo(this.#position + 1);
  }

  /** What a closing tag takes with it: all white space after `-`, else with trimBlocks one newline. */
  #afterTag(sign: string): void {
    if (sign === '-') this.#at(SPACE);
    else if (sign === '' && this.#options.trimBlocks && this.#source.charAt(this.#position) === '\n') {
      this.#moveTo(this.#position + 1);
    }
  }

  #code(kind: 'block' | 'variable', close: string): void {
    this.#tokens.push({ type: `${kind}_begin`, value: '', line: this.#line });
    const open: string[] = [];
    for (;;) {
      if (this.#source.charCodeAt(this.#position) <= 32) this.#at(SPACE);
      if (this.#position >= this.#source.length) throw this.#error('unexpected end of template');
      if (open.length === 0 && this.#closes(kind, close)) return;
      this.#token(open);
    }
  }

  #closes(kind: 'block' | 'variable', close: string): boolean {
    const first = this.#source.charAt(this.#position);
    const signed = first === '-' || (first === '+' && kind === 'block');
    const at = this.#position + (signed ? 1 : 0);
    if (!this.#source.startsWith(close, at)) return false;
    this.#tokens.push({ type: `${kind}_end`, value: '', line: this.#line });
    this.#moveTo(at + close.length);
    if (kind === 'block') this.#afterTag(signed ? first : '');
    else if (signed) this.#at(SPACE);
    return true;
  }

  #token(open: string[]): void {
    this.#meter.tick();
    const line = this.#line;
    const first = this.#source.charAt(this.#position);
    if (first >= '0' && first <= '9') this.#tokens.push({ type: 'number', value: this.#number(), line });
    else if (first === "'" || first === '"') {
      const text = this.#at(STRING);
      if (text === undefined)
        throw this.#error(`unexpected char ${first} at ${this.#position}: a quote is never closed`);
      this.#tokens.push({ type: 'string', value: unescapeString(text.slice(1, -1)), line });
    } else {
      const name = this.#at(NAME);
      if (name !== undefined) this.#tokens.push({ type: 'name', value: name, line });
      else this.#operator(open, line);
    }
  }

  #number(): number | bigint | PyFloat {
    const previous = this.#tokens.at(-1);
    const afterDot = previous?.type === 'operator' && previous.value === '.';
    const float = afterDot ? undefined : this.#at(FLOAT);
    if (float !== undefined) return new PyFloat(Number(float.replaceAll('_', '')));
    return fromBigInt(BigInt((this.#at(INTEGER) ?? '0').replaceAll('_', '')));
  }

  #operator(open: string[], line: number): void {
    const operator = this.#at(OPERATORS);
    if (operator === undefined) {
      throw this.#error(`unexpected char '${this.#source.charAt(this.#position)}' at ${this.#position}`);
    }
    const closer = CLOSERS[operator];
    if (closer !== undefined) open.push(closer);
    else if (operator === ')' || operator === ']' || operator === '}') {
      const expected = open.pop();
      if (expected === undefined) throw this.#error(`unexpected '${operator}'`);
      if (expected !== operator) throw this.#error(`unexpected '${operator}', expected '${expected}'`);
    }
    this.#tokens.push({ type: 'operator', value: operator, line });
  }

  /** What a sticky pattern matches here; moves behind it. */
  #at(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#source);
    if (!match) return undefined;
    this.#moveTo(pattern.lastIndex);
    return match[0];
  }

  #moveTo(position: number): void {
    while (this.#nextBreak >= 0 && this.#nextBreak < position) {
      this.#line++;
      this.#nextBreak = this.#source.indexOf('\n', this.#nextBreak + 1);
    }
    this.#position = position;
  }

  #error(message: string): Failure {
    const failure = new Failure('TemplateSyntaxError', message);
    failure.line = this.#line;
    return failure;
  }
}
