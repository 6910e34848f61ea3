// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { floatText, PyFloat } from './float.ts';
import { resolvePlain } from './resolve.ts';
import { YamlTimestamp } from './timestamp.ts';

/** A string that is written in double quotes and ASCII, whatever it is. */
export class Quoted {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A scalar on one line, such that every YAML 1.1 reader gives the same value and type back.
 *
 * @throws LavaError `bug` for functions, symbols and the like
 */
export function scalarText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return stringText(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return Number.isInteger(value) && !/e/.test(String(value)) ? String(value) : yamlFloat(value);
    case 'object':
      if (value === null) return 'null';
      if (value instanceof Quoted) return doubleQuoted(value.text);
      if (value instanceof PyFloat) return yamlFloat(value.value);
      if (value instanceof YamlTimestamp) return String(value);
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return `!!binary ${doubleQuoted(base64(value))}`;
  }
  throw new LavaError('bug', `a value of type ${typeof value} cannot be written as YAML`);
}

/** YAML 1.1 takes an exponent only after a dot: `1.0e-07`. */
function yamlFloat(value: number): string {
  const text = floatText(value);
  if (!Number.isFinite(value)) return text.replace('inf', '.inf').replace('nan', '.nan');
  return text.includes('.') ? text : text.replace('e', '.0e');
}

/** Plain where that reads back as the same string, else quoted. */
function stringText(text: string): string {
  if (isPlainSafe(text)) return text;
  return /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff]*$/.test(text)
    ? `'${text.replaceAll("'", "''")}'`
    : doubleQuoted(text);
}

function isPlainSafe(text: string): boolean {
  return (
    /^[\p{L}\p{N}_./$(\\^+=<;~-][\x20-\x7e\p{L}\p{N}]*$/u.test(text) &&
    !/: |:$| #| $|^-(?:[ -]|$)|^\.\.\./.test(text) &&
    resolvePlain(text) === 'str'
  );
}

const ESCAPES: Record<string, string> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** Double-quoted in pure ASCII, with the escapes that PyYAML writes. Lone surrogates become U+FFFD: YAML has none. */
export function doubleQuoted(text: string): string {
  let quoted = '"';
  for (const character of text.toWellFormed()) {
    const short = ESCAPES[character];
    const code = character.codePointAt(0) ?? 0;
    if (short !== undefined) quoted += short;
    else if (code >= 0x20 && code < 0x7f) quoted += character;
    else if (code <= 0xff) quoted += `\\x${hex(code, 2)}`;
    else if (code <= 0xffff) quoted += `\\u${hex(code, 4)}`;
    else quoted += `\\U${hex(code, 8)}`;
  }
  return `${quoted}"`;
}

function hex(code: number, width: number): string {
  return code.toString(16).toUpperCase().padStart(width, '0');
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
