// SPDX-License-Identifier: Apache-2.0

import { tupleOf } from '@lava/yaml/tuple.ts';
import { replaceText, STR_METHODS } from '../methods/str.ts';
import { capitalize } from '../methods/str-case.ts';
import { splitLines } from '../methods/str-split.ts';
import { stripLeft, stripRight } from '../methods/str-strip.ts';
import { textArgument } from '../methods/text-argument.ts';
import { fail } from '../runtime/failure.ts';
import { sliceOf } from '../values/access.ts';
import { OPERATORS } from '../values/arithmetic.ts';
import { codePoints, isIterable, iterate, lengthOf } from '../values/iterate.ts';
import { type Native, native } from '../values/native.ts';
import { intArgument } from '../values/number.ts';
import type { Kwargs, Runtime } from '../values/object.ts';
import { percentFormat } from '../values/percent-format.ts';
import { repr, str } from '../values/text.ts';
import { truthy } from '../values/truth.ts';
import { typeName } from '../values/type-name.ts';
import { Undefined } from '../values/undefined.ts';
import { attributeGetter } from './attribute.ts';
import { wrapLine } from './word-wrap.ts';

function join(runtime: Runtime, value: unknown, separator: unknown = '', attribute?: unknown): string {
  const glue = str(separator);
  const items = iterate(runtime, value);
  const get = attributeGetter(runtime, attribute);
  const texts =
    attribute === undefined || attribute === null ? items.map(str) : items.map((item) => str(get(item)));
  runtime.meter.spend(texts.reduce((sum, text) => sum + text.length, glue.length * texts.length));
  return texts.join(glue);
}

function indent(
  runtime: Runtime,
  value: unknown,
  width: unknown = 4,
  first?: unknown,
  blank?: unknown,
): string {
  if (value instanceof Undefined) value.fail();
  if (typeof value !== 'string') {
    return fail('TypeError', `unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
  }
  const columns = typeof width === 'string' ? width.length : intArgument(width);
  const lines = splitLines(runtime, `${value}\n`);
  runtime.meter.spend(value.length + lines.length * Math.max(0, columns));
  const pad = typeof width === 'string' ? width : ' '.repeat(Math.max(0, columns));
  const all = blank !== undefined && truthy(blank);
  const text = lines.map((line, i) => (i > 0 && (all || line !== '') ? pad + line : line)).join('\n');
  return first !== undefined && truthy(first) ? pad + text : text;
}

/** Words after a blank, a dash or an opening bracket start upper. */
function title(runtime: Runtime, text: string): string {
  // A word is a string of its own for a while.
  runtime.meter.spend(text.length * 24);
  return text
    .split(/([-\s({[<]+)/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
    .join('');
}

function truncate(
  runtime: Runtime,
  value: unknown,
  length: number,
  killWords: boolean,
  end: string,
  leeway: number,
): unknown {
  if (length < end.length) fail('ValueError', `expected length >= ${end.length}, got ${length}`);
  if (leeway < 0) fail('ValueError', `expected leeway >= 0, got ${leeway}`);
  // What is short enough is handed on as it is, whatever it is.
  if (lengthOf(value) <= length + leeway) return value;
  const kept = sliceOf(runtime, value, undefined, length - codePoints(end), undefined);
  if (killWords) return OPERATORS['+'](runtime, kept, end);
  if (typeof kept !== 'string')
    return fail('AttributeError', `'${typeName(value)}' object has no attribute 'rsplit'`);
  const blank = kept.lastIndexOf(' ');
  return (blank < 0 ? kept : kept.slice(0, blank)) + end;
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;' };

function escapeHtml(runtime: Runtime, value: unknown): string {
  const text = str(value);
  runtime.meter.spend(text.length * 5);
  return text.replace(/[&<>'"]/g, (character) => HTML[character] ?? character);
}

function stripTags(text: string): string {
  const bare = text.replace(/<!--[\s\S]*?-->|<[^>]*>/g, '');
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
    '#34': '"',
    nbsp: '\xa0',
  };
  return bare
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ')
    .replace(/&(amp|lt|gt|quot|nbsp|#39|#34);/g, (_, name: string) => entities[name] ?? '');
}

function urlQuote(value: unknown, query: boolean): string {
  const text = str(value).toWellFormed();
  const quoted = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return query ? quoted.replaceAll('%20', '+') : quoted.replaceAll('%2F', '/');
}

function urlEncode(runtime: Runtime, value: unknown): string {
  if (typeof value === 'string' || !isIterable(value)) return urlQuote(value, false);
  const pairs =
    value instanceof Map ? [...value] : iterate(runtime, value).map((pair) => pairOf(runtime, pair));
  return pairs.map(([key, item]) => `${urlQuote(key, true)}=${urlQuote(item, true)}`).join('&');
}

function pairOf(runtime: Runtime, pair: unknown): readonly unknown[] {
  const items = iterate(runtime, pair);
  if (items.length === 2) return items;
  const how = items.length < 2 ? 'not enough' : 'too many';
  return fail('ValueError', `${how} values to unpack (expected 2, got ${items.length})`);
}

function xmlAttributes(runtime: Runtime, value: unknown, space: boolean): string {
  if (!(value instanceof Map))
    return fail('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
  const pairs = [...value].filter(([, item]) => item !== null && !(item instanceof Undefined));
  const text = pairs
    .map(([key, item]) => {
      const name = textArgument(key, 'xmlattr');
      if (/[\s/>=]/.test(name)) fail('ValueError', `Invalid character in attribute name: ${repr(name)}`);
      return `${escapeHtml(runtime, name)}="${escapeHtml(runtime, item)}"`;
    })
    .join(' ');
  return space && text !== '' ? ` ${text}` : text;
}

function wordWrap(
  runtime: Runtime,
  text: string,
  width: number,
  long: boolean,
  glue: string,
  hyphens: boolean,
): string {
  if (width <= 0) fail('ValueError', `invalid width ${width} (must be > 0)`);
  const lines = splitLines(runtime, text).map((line) => wrapLine(line, width, long, hyphens).join(glue));
  runtime.meter.spend(text.length * (1 + glue.length));
  return lines.join(glue);
}

function format(runtime: Runtime, value: unknown, args: unknown[], kwargs: Kwargs): string {
  if (args.length > 0 && kwargs.size > 0) {
    fail('TypeError', "can't handle positional and keyword arguments at the same time");
  }
  return percentFormat(runtime, str(value), kwargs.size > 0 ? new Map(kwargs) : tupleOf(args));
}

const truthOr = (value: unknown, fallback: boolean) => (value === undefined ? fallback : truthy(value));
const center = STR_METHODS.get('center');

/** Filters on text. */
export const TEXT_FILTERS: readonly Native[] = [
  native('capitalize(value)', (_, value) => capitalize(str(value))),
  native('center(value, width=)', (rt, value: unknown, width: unknown = 80) =>
    center?.call(rt, [str(value), width], undefined),
  ),
  native('escape(value)', (rt, value) => escapeHtml(rt, value)),
  native('forceescape(value)', (rt, value) => escapeHtml(rt, value)),
  native('format(value, *args, **kwargs)', (rt, value, args: unknown[], kwargs: Kwargs) =>
    format(rt, value, args, kwargs),
  ),
  native('indent(s, width=, first=, blank=)', (rt, s, width, first, blank) =>
    indent(rt, s, width, first, blank),
  ),
  native('join(value, d=, attribute=)', (rt, value, d, attribute) => join(rt, value, d, attribute)),
  native('length(value)', (_, value) => lengthOf(value)),
  native('lower(s)', (_, s) => str(s).toLowerCase()),
  native('pprint(value)', (_, value) => repr(value)),
  native('replace(s, old, new, count=)', (rt, s, old, by, count: unknown = null) =>
    replaceText(rt, str(s), str(old), str(by), count === null ? -1 : intArgument(count)),
  ),
  native('safe(value)', (_, value) => str(value)),
  native('string(value)', (rt, value) => {
    const text = str(value);
    rt.meter.spend(text.length);
    return text;
  }),
  native('striptags(value)', (_, value) => stripTags(str(value))),
  native('title(s)', (rt, s) => title(rt, str(s))),
  native('trim(value, chars=)', (_, value, chars) => stripLeft(stripRight(str(value), chars), chars)),
  native(
    'truncate(s, length=, killwords=, end=, leeway=)',
    (
      rt,
      s: unknown,
      length: unknown = 255,
      kill: unknown = false,
      end: unknown = '...',
      leeway: unknown = null,
    ) =>
      truncate(rt, s, intArgument(length), truthy(kill), str(end), leeway === null ? 5 : intArgument(leeway)),
  ),
  native('upper(s)', (_, s) => str(s).toUpperCase()),
  native('urlencode(value)', (rt, value) => urlEncode(rt, value)),
  native('wordcount(s)', (_, s) => str(s).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  native(
    'wordwrap(s, width=, break_long_words=, wrapstring=, break_on_hyphens=)',
    (rt, s: unknown, width: unknown = 79, long?: unknown, glue: unknown = null, hyphens?: unknown) =>
      wordWrap(
        rt,
        textArgument(s, 'wordwrap'),
        intArgument(width),
        truthOr(long, true),
        glue === null ? '\n' : str(glue),
        truthOr(hyphens, true),
      ),
  ),
  native('xmlattr(d, autospace=)', (rt, d, space) => xmlAttributes(rt, d, truthOr(space, true))),
];
