// SPDX-License-Identifier: Apache-2.0
import { floatText, PyFloat } from '@lava/yaml/float.ts';
import { YamlTimestamp } from '@lava/yaml/timestamp.ts';
import { PyTuple } from '@lava/yaml/tuple.ts';
import { fail } from '../runtime/failure.ts';
import { PyObject } from './object.ts';
import { typeName } from './type-name.ts';
import { Undefined } from './undefined.ts';
import { DictView, PyRange } from './views.ts';

/** Longest text of a collection. */
const MAX_TEXT = 1 << 20;

/** Python refuses to print longer integers (sys.set_int_max_str_digits). */
const MAX_INT = 10n ** 4300n;

/** Python's `str()`: what `{{ value }}` prints. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return '';
  if (value instanceof YamlTimestamp) return value.toString();
  if (value instanceof PyObject) return value.str();
  return repr(value);
}

/** Python's `repr()`: how values print inside of lists and dictionaries. */
export function repr(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return stringRepr(value);
    case 'number':
      return String(value);
    case 'bigint':
      if (value >= MAX_INT || value <= -MAX_INT)
        fail('ValueError', 'Exceeds the limit (4300 digits) for integer string conversion');
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
  }
  if (value === null) return 'None';
  if (value instanceof PyFloat) return floatText(value.value);
  return collectionRepr(value as object, { open: new Set(), left: MAX_TEXT });
}

/** Python's `ascii()`: as `repr()`, with escapes for characters that are not ASCII. */
export function ascii(value: unknown): string {
  return repr(value).replace(/\P{ASCII}/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    if (code.length <= 2) return `\\x${code}`;
    return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
  });
}

interface Progress {
  /** Collections around this one: Python prints a cycle as dots. */
  open: Set<object>;
  /** Characters that may still be made: shared items make short data print endlessly. */
  left: number;
}

function collectionRepr(value: object, progress: Progress): string {
  const { open } = progress;
  const inner = (item: unknown) => {
    const text = isCollection(item) ? collectionRepr(item, progress) : repr(item);
    progress.left -= text.length + 2;
    if (progress.left < 0) fail('limit', 'a value of the template is too large to be printed');
    return text;
  };
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    if (open.has(value)) return value instanceof Map ? '{...}' : '[...]';
    open.add(value);
    const text = bracketed(value, inner);
    open.delete(value);
    return text;
  }
  if (value instanceof DictView) return `dict_${value.kind}([${value.list().map(inner).join(', ')}])`;
  if (value instanceof PyRange) {
    return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
  }
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof PyObject) return value.repr();
  if (value instanceof YamlTimestamp) return timestampRepr(value);
  if (value instanceof Uint8Array) return bytesRepr(value);
  return `<${typeName(value)} object>`;
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof PyFloat);
}

function bracketed(
  value: unknown[] | Map<unknown, unknown> | Set<unknown>,
  inner: (item: unknown) => string,
): string {
  if (value instanceof Map)
    return `{${Array.from(value, ([k, v]) => `${inner(k)}: ${inner(v)}`).join(', ')}}`;
  const items = Array.from(value, inner).join(', ');
  if (value instanceof Set) return value.size === 0 ? 'set()' : `{${items}}`;
  if (value instanceof PyTuple) return value.length === 1 ? `(${items},)` : `(${items})`;
  return `[${items}]`;
}

// What Python's str.isprintable() refuses: controls, separators other than the blank, surrogates, format characters and
// code points that mean nothing.
const UNPRINTABLE = /[\\'"]|[^\P{C}]|[^\P{Z} ]/gu;

/** Printable ASCII without quotes and backslashes. */
const SIMPLE = /^[\x20\x21\x23-\x26\x28-\x5b\x5d-\x7e]*$/;

function bytesRepr(bytes: Uint8Array): string {
  if (bytes.length > MAX_TEXT) fail('limit', 'a value of the template is too large to be printed');
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : '\x7f';
  const high = bytes.filter((byte) => byte >= 0x7f).values();
  return `b${stringRepr(text).replaceAll('\\x7f', () => codeEscape(high.next().value ?? 0))}`;
}

const SHORT: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function stringRepr(text: string): string {
  if (text.length > MAX_TEXT) fail('limit', 'a value of the template is too large to be printed');
  if (SIMPLE.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(UNPRINTABLE, (character) => {
    if (character === quote) return `\\${quote}`;
    if (character === "'" || character === '"') return character;
    return SHORT[character] ?? codeEscape(character.codePointAt(0) ?? 0);
  });
  return quote + body + quote;
}

function codeEscape(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

function timestampRepr(value: YamlTimestamp): string {
  const { year, month, day, time } = value.fields;
  if (!time) return `datetime.date(${year}, ${month}, ${day})`;
  const parts = [year, month, day, time.hour, time.minute];
  if (time.second !== 0 || time.microsecond !== 0) parts.push(time.second);
  if (time.microsecond !== 0) parts.push(time.microsecond);
  return `datetime.datetime(${parts.join(', ')}${zoneRepr(time.offset)})`;
}

function zoneRepr(offset: number | undefined): string {
  if (offset === undefined) return '';
  if (offset === 0) return ', tzinfo=datetime.timezone.utc';
  const days = offset < 0 ? 'days=-1, ' : '';
  const seconds = offset * 60 + (offset < 0 ? 86_400 : 0);
  return `, tzinfo=datetime.timezone(datetime.timedelta(${days}seconds=${seconds}))`;
}
