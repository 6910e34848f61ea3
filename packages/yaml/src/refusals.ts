// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { YamlLimits } from './limits.ts';
import { syntaxError } from './problem.ts';

/** What the parser of YAML 1.2 lets pass and PyYAML does not: LAVA would refuse the text. */

/** A line of white space or with a note only, in which a tab comes before anything else. */
const TAB_LINE = /(?<=^|[\n\r])(?<blanks> *)\t[ \t]*(?=[\n\r#]|$)/g;

/**
 * Refuses tabs at the beginning of lines that hold no value.
 * @param from end of the value before; `plain` when that is one without quotes, which takes tabs behind its first column
 * @throws LavaError `yaml-syntax`
 */
export function refuseTabs(text: string, from: number, to: number, plain: boolean): void {
  const gap = text.slice(from, to);
  if (!gap.includes('\t')) return;
  const note = gap.indexOf('#');
  for (const match of gap.matchAll(TAB_LINE)) {
    if (match.index === 0 && from > 0 && !/[\n\r]/.test(text.charAt(from - 1))) continue;
    const blanks = match.groups?.blanks?.length ?? 0;
    if (plain && blanks > 0 && (note < 0 || note > match.index)) continue;
    const hint = 'Remove it, or put blanks in its place.';
    throw syntaxError(text, from + match.index + blanks, 'a line cannot begin with a tab', hint);
  }
}

const BREAKS = '\n\r\x85\u2028\u2029';

/** What may precede the first key of a mapping on its line. */
const BEFORE_KEY = /^\ufeff?\s*(?:(?:[-?:]|[&!]\S*)\s+)*$/;

/**
 * Refuses a key that is not there (`: value`), and one that follows a value on its line.
 * @param last end of the value before
 * @param key begin of the key; undefined for one that is empty, or an alias
 * @throws LavaError `yaml-syntax`
 */
export function refuseOddKey(text: string, last: number, key: number | undefined, first: boolean): void {
  if (key === undefined) {
    const sign = /^(?:\s|["'\]}]|#[^\n\r]*)*([?:])/.exec(text.slice(last));
    if (sign?.[1] === ':') {
      const at = last + sign[0].length - 1;
      throw syntaxError(text, at, 'a key is missing before this colon', 'Write `key: value`.');
    }
    return;
  }
  let lineStart = key;
  while (lineStart > 0 && !BREAKS.includes(text.charAt(lineStart - 1))) lineStart--;
  if (first) {
    const before = text.slice(lineStart, key);
    if (before.trim() === '' || BEFORE_KEY.test(before)) return;
    const hint = 'Put it on the next line, or quote the value.';
    throw syntaxError(text, key, 'a mapping cannot begin in the middle of a line', hint);
  }
  if (lineStart <= last && /[^\s?\x85\u2028\u2029]/.test(text.slice(lineStart, key)))
    throw syntaxError(text, key, 'a key must begin on a line of its own', 'Is a quote missing above?');
}

/** @throws LavaError `yaml-syntax` where an escape names no character: beyond U+10FFFF */
export function refuseBadEscape(text: string, event: ScalarEvent): void {
  if (event.style !== SCALAR_STYLE.DOUBLE_QUOTED) return;
  const raw = text.slice(event.valueStart, event.valueEnd);
  if (!raw.includes('\\U')) return;
  for (const { 0: sign, index } of raw.matchAll(/\\./gs)) {
    if (sign === '\\U' && !/^(?:000|0010)/.test(raw.slice(index + 2, index + 6)))
      throw syntaxError(text, event.valueStart + index, 'the escape names no character');
  }
}

/**
 * The parser keeps an object for each node, so what bounds memory must be known before it starts: no text has more nodes
 * than characters that can begin or part them.
 * @throws LavaError `too-large`
 */
export function refuseDense(text: string, limits: YamlLimits): void {
  if (text.length <= limits.nodes) return;
  let parts = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // , : ? [ { LF CR and "- "
    if (c === 44 || c === 58 || c === 63 || c === 91 || c === 123 || c === 10 || c === 13) parts++;
    else if (c === 45 && text.charCodeAt(i + 1) === 32) parts++;
  }
  if (parts > limits.nodes) {
    throw new LavaError(
      'too-large',
      `The YAML is too large: it may contain more than ${limits.nodes} values.`,
    );
  }
}
