// SPDX-License-Identifier: Apache-2.0
import { fail } from '../runtime/failure.ts';
import { intArgument } from '../values/number.ts';
import type { Runtime } from '../values/object.ts';
import { truthy } from '../values/truth.ts';
import { typeName } from '../values/type-name.ts';
import { PYTHON_SPACE, stripLeft, stripRight } from './str-strip.ts';

/** Characters that end a line for Python's `splitlines()`, besides the pair CR LF. */
const LINE_BREAKS = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029';
const LINE_END = new RegExp(`\\r\\n|[${LINE_BREAKS}]`, 'g');

/** Python's `text.split(separator, limit)`; no separator: at runs of white space. */
export function split(runtime: Runtime, text: string, separator?: unknown, limit?: unknown): string[] {
  const max = limit === undefined ? -1 : intArgument(limit);
  runtime.meter.spend(text.length);
  const parts = isNone(separator) ? words(text, max) : pieces(text, separatorText(separator), max);
  return charged(runtime, parts);
}

/** The same from the right: only the last `limit` separators count. */
export function rsplit(runtime: Runtime, text: string, separator?: unknown, limit?: unknown): string[] {
  const max = limit === undefined ? -1 : intArgument(limit);
  if (max < 0) return split(runtime, text, separator);
  runtime.meter.spend(text.length);
  return charged(
    runtime,
    isNone(separator) ? lastWords(text, max) : lastPieces(text, separatorText(separator), max),
  );
}

export function splitLines(runtime: Runtime, text: string, keepEnds?: unknown): string[] {
  const keep = keepEnds !== undefined && truthy(keepEnds);
  const lines: string[] = [];
  let start = 0;
  runtime.meter.spend(text.length);
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keep ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return charged(runtime, lines);
}

function charged(runtime: Runtime, parts: string[]): string[] {
  runtime.meter.spend(parts.length * 8);
  return parts;
}

function isNone(separator: unknown): boolean {
  return separator === undefined || separator === null;
}

function separatorText(separator: unknown): string {
  if (typeof separator !== 'string')
    return fail('TypeError', `must be str or None, not ${typeName(separator)}`);
  if (separator === '') return fail('ValueError', 'empty separator');
  return separator;
}

function pieces(text: string, separator: string, max: number): string[] {
  const all = text.split(separator);
  if (max < 0 || all.length <= max + 1) return all;
  return [...all.slice(0, max), all.slice(max).join(separator)];
}

function lastPieces(text: string, separator: string, max: number): string[] {
  const all = text.split(separator);
  if (all.length <= max + 1) return all;
  const cut = all.length - max;
  return [all.slice(0, cut).join(separator), ...all.slice(cut)];
}

function words(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = stripLeft(text);
  if (max < 0) return rest === '' ? [] : stripRight(rest).split(new RegExp(`${PYTHON_SPACE}+`));
  while (rest !== '' && parts.length < max) {
    const at = rest.search(new RegExp(PYTHON_SPACE));
    if (at < 0) break;
    parts.push(rest.slice(0, at));
    rest = stripLeft(rest.slice(at));
  }
  // What is left over keeps its trailing white space, as in Python.
  if (rest !== '') parts.push(rest);
  return parts;
}

function lastWords(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = stripRight(text);
  while (rest !== '' && parts.length < max) {
    const [word = ''] = new RegExp(`(?:(?!${PYTHON_SPACE})[\\s\\S])*$`).exec(rest) ?? [];
    if (word.length === rest.length) break;
    parts.unshift(word);
    rest = stripRight(rest.slice(0, rest.length - word.length));
  }
  if (rest !== '') parts.unshift(rest);
  return parts;
}
