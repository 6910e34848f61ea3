// SPDX-License-Identifier: Apache-2.0
import { tupleOf } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { braceFormat } from '../values/brace-format.ts';
import { codePoints, isAstral, iterate } from '../values/iterate.ts';
import { native, table } from '../values/native.ts';
import { intArgument } from '../values/number.ts';
import type { Kwargs, Runtime } from '../values/object.ts';
import { typeName } from '../values/type-name.ts';
import { Undefined } from '../values/undefined.ts';
import { encode } from './bytes.ts';
import { capitalize, isTitle, swapCase, titleCase } from './str-case.ts';
import { rsplit, split, splitLines } from './str-split.ts';
import { PYTHON_SPACE, stripLeft, stripRight } from './str-strip.ts';
import { textArgument } from './text-argument.ts';

/** Python's `text.replace(old, new, count)`; a negative count replaces all. */
export function replaceText(runtime: Runtime, text: string, old: string, by: string, count = -1): string {
  const pieces = old === '' ? ['', ...text, ''] : text.split(old);
  const times = Math.min(pieces.length - 1, count < 0 ? pieces.length : count);
  runtime.meter.spend(text.length + times * by.length);
  if (times === pieces.length - 1) return pieces.join(by);
  return [pieces.slice(0, times + 1).join(by), ...pieces.slice(times + 1)].join(old);
}

/** Python's `separator.join(items)`. */
export function joinText(runtime: Runtime, separator: string, items: readonly unknown[]): string {
  let length = separator.length * items.length;
  for (const [i, item] of items.entries()) {
    if (item instanceof Undefined) item.fail();
    if (typeof item !== 'string') {
      return fail('TypeError', `sequence item ${i}: expected str instance, ${typeName(item)} found`);
    }
    length += item.length;
  }
  runtime.meter.spend(length);
  return items.join(separator);
}

function find(text: string, wanted: unknown, start: unknown, end: unknown, last: boolean): number {
  const needle = textArgument(wanted, 'find');
  const [from, to] = span(text, start, end);
  if (from > text.length || from > to) return -1;
  const part = text.slice(from, to);
  const index = last ? part.lastIndexOf(needle) : part.indexOf(needle);
  if (index < 0) return -1;
  return isAstral(text) ? codePoints(text.slice(0, from + index)) : from + index;
}

/** Offsets of Python's optional start and end, counted from the end when negative. */
function span(text: string, start: unknown, end: unknown): [number, number] {
  const offset = (value: unknown, fallback: number) => {
    if (value === undefined || value === null) return fallback;
    const index = intArgument(value);
    return index < 0 ? Math.max(0, index + text.length) : index;
  };
  return [offset(start, 0), Math.min(offset(end, text.length), text.length)];
}

function index(text: string, wanted: unknown, start: unknown, end: unknown, last: boolean): number {
  const found = find(text, wanted, start, end, last);
  return found < 0 ? fail('ValueError', 'substring not found') : found;
}

function startsOrEnds(text: string, wanted: unknown, start: unknown, end: unknown, ends: boolean): boolean {
  const part = text.slice(...span(text, start, end));
  const options = Array.isArray(wanted) ? wanted : [wanted];
  return options.some((option) => {
    const needle = textArgument(option, ends ? 'endswith' : 'startswith');
    return ends ? part.endsWith(needle) : part.startsWith(needle);
  });
}

function count(text: string, wanted: unknown, start: unknown, end: unknown): number {
  const part = text.slice(...span(text, start, end));
  const needle = textArgument(wanted, 'count');
  return needle === '' ? [...part].length + 1 : part.split(needle).length - 1;
}

function pad(
  runtime: Runtime,
  text: string,
  width: unknown,
  fill: unknown,
  side: 'left' | 'right' | 'both',
): string {
  const missing = intArgument(width) - codePoints(text);
  const filler = fill === undefined ? ' ' : textArgument(fill, 'just');
  if ([...filler].length !== 1) fail('TypeError', 'The fill character must be exactly one character long');
  if (missing <= 0) return text;
  runtime.meter.spend(text.length + missing);
  // Python puts the odd blank to the left only when width is odd as well.
  const left = side === 'left' ? missing : side === 'right' ? 0 : centerLeft(missing, intArgument(width));
  return filler.repeat(left) + text + filler.repeat(missing - left);
}

function centerLeft(missing: number, width: number): number {
  return Math.floor(missing / 2) + (missing & width & 1);
}

function partition(text: string, separator: unknown, last: boolean): unknown {
  const needle = textArgument(separator, 'partition');
  if (needle === '') fail('ValueError', 'empty separator');
  const at = last ? text.lastIndexOf(needle) : text.indexOf(needle);
  if (at < 0) return tupleOf(last ? ['', '', text] : [text, '', '']);
  return tupleOf([text.slice(0, at), needle, text.slice(at + needle.length)]);
}

function expandTabs(runtime: Runtime, text: string, size: unknown): string {
  const width = size === undefined ? 8 : intArgument(size);
  let column = 0;
  let result = '';
  for (const character of text) {
    const blanks = character === '\t' ? (width > 0 ? width - (column % width) : 0) : 0;
    runtime.meter.spend(1 + blanks);
    result += character === '\t' ? ' '.repeat(blanks) : character;
    column = /[\n\r]/.test(character) ? 0 : column + (character === '\t' ? blanks : 1);
  }
  return result;
}

function zeroFill(runtime: Runtime, text: string, width: unknown): string {
  const missing = intArgument(width) - text.length;
  if (missing <= 0) return text;
  runtime.meter.spend(text.length + missing);
  const sign = /^[-+]/.test(text) ? text.charAt(0) : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

const matches = (pattern: RegExp) => (_: Runtime, text: string) => pattern.test(text);
const cased = (text: string) => /[\p{Lu}\p{Ll}\p{Lt}]/u.test(text);

/** Methods of `str`; those that deal in translation tables are left out. */
export const STR_METHODS = table(
  native('capitalize(self)', (_, text: string) => capitalize(text)),
  native('casefold(self)', (_, text: string) => text.toLowerCase().replaceAll('ß', 'ss')),
  native('center(self, width, fill=)', (rt, text: string, width, fill) => pad(rt, text, width, fill, 'both')),
  native('count(self, sub, start=, end=)', (_, text: string, sub, start, end) =>
    count(text, sub, start, end),
  ),
  native('encode(self, encoding=, errors=)', (rt, text: string, encoding, errors) => {
    rt.meter.spend(text.length * 8);
    return encode(text, encoding, errors);
  }),
  native('endswith(self, suffix, start=, end=)', (_, text: string, suffix, start, end) =>
    startsOrEnds(text, suffix, start, end, true),
  ),
  native('expandtabs(self, tabsize=)', (rt, text: string, size) => expandTabs(rt, text, size)),
  native('find(self, sub, start=, end=)', (_, text: string, sub, start, end) =>
    find(text, sub, start, end, false),
  ),
  native('format(self, *args, **kwargs)', (rt, text: string, args: unknown[], kwargs: Kwargs) =>
    braceFormat(rt, text, args, kwargs),
  ),
  native('format_map(self, mapping)', (rt, text: string, mapping: unknown) => {
    if (!(mapping instanceof Map)) return fail('TypeError', 'format_map() requires a mapping');
    return braceFormat(rt, text, [], new Map([...mapping].map(([k, v]) => [String(k), v])));
  }),
  native('index(self, sub, start=, end=)', (_, text: string, sub, start, end) =>
    index(text, sub, start, end, false),
  ),
  native('isalnum(self)', matches(/^[\p{L}\p{N}]+$/u)),
  native('isalpha(self)', matches(/^\p{L}+$/u)),
  native('isascii(self)', matches(/^\p{ASCII}*$/u)),
  native('isdecimal(self)', matches(/^\p{Nd}+$/u)),
  native('isdigit(self)', matches(/^[\p{Nd}¹²³⁰-⁹₀-₉]+$/u)),
  native('isidentifier(self)', matches(/^[\p{XIDS}_]\p{XIDC}*$/u)),
  native('islower(self)', (_, text: string) => cased(text) && text === text.toLowerCase()),
  native('isnumeric(self)', matches(/^\p{N}+$/u)),
  native('isprintable(self)', matches(/^[^\p{C}\p{Z}]*(?: [^\p{C}\p{Z}]*)*$/u)),
  native('isspace(self)', matches(new RegExp(`^${PYTHON_SPACE}+$`))),
  native('istitle(self)', (_, text: string) => isTitle(text)),
  native('isupper(self)', (_, text: string) => cased(text) && text === text.toUpperCase()),
  native('join(self, items)', (rt, text: string, items: unknown) => joinText(rt, text, iterate(rt, items))),
  native('ljust(self, width, fill=)', (rt, text: string, width, fill) => pad(rt, text, width, fill, 'right')),
  native('lower(self)', (_, text: string) => text.toLowerCase()),
  native('lstrip(self, chars=)', (_, text: string, chars) => stripLeft(text, chars)),
  native('partition(self, separator)', (_, text: string, separator) => partition(text, separator, false)),
  native('removeprefix(self, prefix)', (_, text: string, prefix: unknown) => {
    const start = textArgument(prefix, 'removeprefix');
    return text.startsWith(start) ? text.slice(start.length) : text;
  }),
  native('removesuffix(self, suffix)', (_, text: string, suffix: unknown) => {
    const end = textArgument(suffix, 'removesuffix');
    return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
  }),
  native('replace(self, old, new, count=)', (rt, text: string, old: unknown, by: unknown, times: unknown) =>
    replaceText(
      rt,
      text,
      textArgument(old, 'replace'),
      textArgument(by, 'replace'),
      times === undefined ? -1 : intArgument(times),
    ),
  ),
  native('rfind(self, sub, start=, end=)', (_, text: string, sub, start, end) =>
    find(text, sub, start, end, true),
  ),
  native('rindex(self, sub, start=, end=)', (_, text: string, sub, start, end) =>
    index(text, sub, start, end, true),
  ),
  native('rjust(self, width, fill=)', (rt, text: string, width, fill) => pad(rt, text, width, fill, 'left')),
  native('rpartition(self, separator)', (_, text: string, separator) => partition(text, separator, true)),
  native('rsplit(self, sep=, maxsplit=)', (rt, text: string, sep, max) => rsplit(rt, text, sep, max)),
  native('rstrip(self, chars=)', (_, text: string, chars) => stripRight(text, chars)),
  native('split(self, sep=, maxsplit=)', (rt, text: string, sep, max) => split(rt, text, sep, max)),
  native('splitlines(self, keepends=)', (rt, text: string, keep) => splitLines(rt, text, keep)),
  native('startswith(self, prefix, start=, end=)', (_, text: string, prefix, start, end) =>
    startsOrEnds(text, prefix, start, end, false),
  ),
  native('strip(self, chars=)', (_, text: string, chars) => stripLeft(stripRight(text, chars), chars)),
  native('swapcase(self)', (_, text: string) => swapCase(text)),
  native('title(self)', (_, text: string) => titleCase(text)),
  native('upper(self)', (_, text: string) => text.toUpperCase()),
  native('zfill(self, width)', (rt, text: string, width) => zeroFill(rt, text, width)),
);
