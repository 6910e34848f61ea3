// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { doubleQuoted, Quoted, scalarText } from './dump-scalar.ts';
import { PyTuple } from './tuple.ts';

const STEP = 2;
const MAX_DEPTH = 100;
/** Characters of all strings, and eight for each value: far above any job, far below what fills memory. */
const MAX_UNITS = 64 << 20;
/** Readers of YAML 1.1 refuse longer implicit keys (1024 characters). */
const MAX_SIMPLE_KEY = 1000;
/** libyaml itself writes longer keys with a question mark, quotes counted. */
const SHORT_KEY = 130;

/**
 * Writes a value in block style, keys in their order, such that PyYAML's safe loader reads the same value and types
 * back. Takes what `loadYaml` and `loadYamlExact` give, Dates, and objects as zod gives them: keys whose value is
 * undefined are left out, as in JSON. Strings of several lines become `|` blocks where that loses nothing. No aliases.
 *
 * @throws LavaError `bug` for functions, symbols and cycles, `too-large` for more than 64 MB
 */
export function dumpYaml(value: unknown): string {
  refuseLarge(value);
  if (isCollection(value) && !isEmpty(value))
    return `${value instanceof Set ? '!!set\n' : ''}${block(value, 0)}\n`;
  return `${isCollection(value) ? emptyText(value) : scalarText(value ?? null)}\n`;
}

/**
 * The same in pure ASCII, as PyYAML writes it by default: what is beyond is escaped, in double quotes.
 *
 * @throws LavaError as {@link dumpYaml}
 */
export function dumpYamlAscii(value: unknown): string {
  refuseLarge(value);
  return dumpYaml(quoteBeyondAscii(value));
}

function quoteBeyondAscii(value: unknown): unknown {
  if (typeof value === 'string') return /^[\0-\x7f]*$/.test(value) ? value : new Quoted(value);
  if (!isCollection(value) || value instanceof Set) return value;
  if (isList(value)) return value.map(quoteBeyondAscii);
  return new Map(entriesOf(value).map(([key, item]) => [quoteBeyondAscii(key), quoteBeyondAscii(item)]));
}

/**
 * The same on one line, in flow style, every scalar in double quotes, keys in order: safe to be put in the middle of other
 * YAML. As libyaml writes it, what is not text has the tag `!`, which leaves its type to be found from the text.
 *
 * @throws LavaError `bug` as {@link dumpYaml}
 */
export function dumpYamlFlow(value: unknown): string {
  refuseLarge(value);
  return flow(value);
}

function flow(value: unknown): string {
  if (typeof value === 'string') return doubleQuoted(value);
  if (value instanceof Uint8Array) return scalarText(value);
  if (!isCollection(value)) return `! ${doubleQuoted(scalarText(value ?? null))}`;
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  const pairs = sortedAsPython(entriesOf(value)).map(([key, item]) => {
    const keyText = flow(key);
    return `${keyText.length > SHORT_KEY ? '? ' : ''}${keyText}: ${flow(item)}`;
  });
  return `${value instanceof Set ? '!!set ' : ''}{${pairs.join(', ')}}`;
}

/** PyYAML sorts keys where Python can compare them. */
function sortedAsPython(entries: [unknown, unknown][]): [unknown, unknown][] {
  const types = new Set(entries.map(([key]) => (typeof key === 'bigint' ? 'number' : typeof key)));
  if (types.size !== 1 || types.has('object')) return entries;
  return entries.toSorted(([a], [b]) => compareKeys(a, b));
}

function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const [left, right] = [Buffer.from(a), Buffer.from(b)];
    return Buffer.compare(left, right);
  }
  return Number(a) - Number(b);
}

/** Lines of a collection that is not empty, the first without indentation. */
function block(value: object, indent: number): string {
  const pad = ' '.repeat(indent);
  if (isList(value)) return value.map((item) => `- ${nested(item, indent)}`).join(`\n${pad}`);
  const lines = entriesOf(value).map(([key, item]) => entry(key, item, indent));
  return lines.join(`\n${pad}`);
}

function entry(key: unknown, value: unknown, indent: number): string {
  const pad = ' '.repeat(indent);
  if (key instanceof PyTuple) throw new LavaError('bug', 'YAML cannot have a tuple as key');
  const keyText = typeof key === 'string' && key.includes('\n') ? doubleQuoted(key) : scalarText(key);
  const head = keyText.length > MAX_SIMPLE_KEY ? `? ${keyText}\n${pad}:` : `${keyText}:`;
  if (!isCollection(value) || isEmpty(value)) return `${head} ${leaf(value, indent)}`;
  if (value instanceof Set) return `${head} !!set\n${pad}  ${block(value, indent + STEP)}`;
  // Lists start in the column of their key, as PyYAML writes them.
  const inner = isList(value) ? indent : indent + STEP;
  return `${head}\n${' '.repeat(inner)}${block(value, inner)}`;
}

/** What follows `- `. */
function nested(value: unknown, indent: number): string {
  if (!isCollection(value) || isEmpty(value)) return leaf(value, indent);
  if (value instanceof Set) return `!!set\n${' '.repeat(indent + STEP)}${block(value, indent + STEP)}`;
  return block(value, indent + STEP);
}

function leaf(value: unknown, indent: number): string {
  if (isCollection(value)) return emptyText(value);
  if (typeof value === 'string' && isBlockSafe(value)) return literal(value, indent + STEP);
  return scalarText(value ?? null);
}

/** Text that a `|` block holds unchanged without an indentation mark. */
function isBlockSafe(text: string): boolean {
  return (
    /^[^\s][\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(text) &&
    /\n/.test(text) &&
    !/[\u2028\u2029]/.test(text)
  );
}

function literal(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') ? '+' : '';
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map((line) => (line === '' ? '' : pad + line));
  return `|${chomp}\n${lines.join('\n')}`;
}

function isCollection(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isList(value: object): value is unknown[] {
  return Array.isArray(value);
}

function isEmpty(value: object): boolean {
  return isList(value) ? value.length === 0 : entriesOf(value).length === 0;
}

function emptyText(value: object): string {
  if (value instanceof Set) return '!!set {}';
  return isList(value) ? '[]' : '{}';
}

function entriesOf(value: object): [unknown, unknown][] {
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return Array.from(value, (item) => [item, null]);
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** Walks the value as the writer will, counting: shared parts are written once for each place. */
function refuseLarge(value: unknown, depth = 0, cost = { units: 0 }): void {
  if (depth > MAX_DEPTH)
    throw new LavaError('bug', 'a value with a cycle, or too deep, cannot be written as YAML');
  cost.units += typeof value === 'string' ? value.length + 8 : 8;
  if (cost.units > MAX_UNITS) throw new LavaError('too-large', 'a value is too large to be written as YAML');
  if (!isCollection(value)) return;
  if (isList(value)) {
    for (const item of value) refuseLarge(item, depth + 1, cost);
    return;
  }
  for (const [key, item] of entriesOf(value)) {
    refuseLarge(key, depth + 1, cost);
    refuseLarge(item, depth + 1, cost);
  }
}
