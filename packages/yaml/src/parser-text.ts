// SPDX-License-Identifier: Apache-2.0
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/** Line breaks of YAML 1.1 that the parser does not know. Unlike NEL, LS and PS stay in the text that they break. */
const SEPARATOR = /[\u2028\u2029]/g;
const BREAK = '(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])';

/**
 * The events of a YAML 1.1 text from a parser of YAML 1.2: line breaks that it does not know become LF, but for LS and PS
 * in quotes, and of a whole document that is one block scalar the explicit indentation is corrected, which it counts from -1.
 * Offsets stay.
 *
 * @returns the text that the events' offsets and values refer to
 * @throws YAMLException
 */
export function parserEvents(text: string, maxDepth: number): { source: string; events: Event[] } {
  const parse = (source: string) => ({ source, events: parseEvents(source, { maxDepth }) });
  let parsed = parse(text.replaceAll('\x85', '\n'));
  if (SEPARATOR.test(text)) parsed = parse(withoutSeparators(parsed.source, parsed.events));
  const corrected = withRootIndentation(parsed.source, parsed.events);
  return corrected === undefined ? parsed : parse(corrected);
}

function withoutSeparators(source: string, events: readonly Event[]): string {
  const quoted = events.filter((event) => event.type === EVENT_ID.SCALAR && isQuoted(event)) as ScalarEvent[];
  let next = 0;
  return source.replace(SEPARATOR, (sign, offset: number) => {
    while ((quoted[next]?.valueEnd ?? Number.POSITIVE_INFINITY) <= offset) next++;
    return (quoted[next]?.valueStart ?? Number.POSITIVE_INFINITY) <= offset ? sign : '\n';
  });
}

function withRootIndentation(source: string, events: readonly Event[]): string | undefined {
  const root = events.find((event) => event.type !== EVENT_ID.DOCUMENT);
  if (root?.type !== EVENT_ID.SCALAR || !isBlock(root)) return undefined;
  const headerStart = Math.max(...['|', '>'].map((sign) => lastSign(source, sign, root)));
  const header = source.slice(headerStart, root.valueStart);
  const [digit] = /^[|>][-+]?([1-8])/.exec(header)?.slice(1) ?? [];
  if (digit === undefined) return undefined;
  const at = headerStart + header.indexOf(digit);
  return source.slice(0, at) + String(Number(digit) + 1) + source.slice(at + 1);
}

/** The header is on the line above the value; its comment may hold the signs as well, so the first one counts. */
function lastSign(source: string, sign: string, root: ScalarEvent): number {
  const lineStart = source.lastIndexOf('\n', root.valueStart - 2) + 1;
  const found = source.indexOf(sign, Math.max(lineStart, root.tagEnd, root.anchorEnd));
  return found < root.valueStart ? found : -1;
}

export function isBlock(event: ScalarEvent): boolean {
  return event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
}

export function isQuoted(event: ScalarEvent): boolean {
  return event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
}

/** Text of a plain or quoted scalar that LS or PS break into lines; undefined for any other scalar. */
export function foldedWithSeparators(text: string, event: ScalarEvent): string | undefined {
  if (isBlock(event)) return undefined;
  const raw = text.slice(event.valueStart, event.valueEnd);
  if (!/[\u2028\u2029]/.test(raw)) return undefined;
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED) return foldedDouble(raw);
  const folded = raw.replace(new RegExp(`[ \\t]*(?:${BREAK}[ \\t]*)+`, 'g'), foldedBreaks);
  return event.style === SCALAR_STYLE.PLAIN ? folded : folded.replaceAll("''", "'");
}

/** Escapes are left to the parser: what the breaks come to is escaped as well. */
function foldedDouble(raw: string): string {
  const pieces = new RegExp(`\\\\${BREAK}(?:[ \\t]|${BREAK})*|\\\\.|[ \\t]*(?:${BREAK}[ \\t]*)+`, 'gsu');
  const folded = raw.replace(pieces, (piece) => {
    if (piece.startsWith('\\') && !new RegExp(`^\\\\${BREAK}`).test(piece)) return piece;
    const kept = piece.startsWith('\\') ? breaksOf(piece).slice(1).join('') : foldedBreaks(piece);
    return kept.replaceAll('\n', '\\n').replaceAll('\u2028', '\\L').replaceAll('\u2029', '\\P');
  });
  const source = `"${folded}"`;
  const event = parseEvents(source, {}).find(({ type }) => type === EVENT_ID.SCALAR);
  return event?.type === EVENT_ID.SCALAR ? getScalarValue(source, event) : folded;
}

function breaksOf(gap: string): string[] {
  return (gap.match(new RegExp(BREAK, 'g')) ?? []).map((sign) =>
    sign === '\u2028' || sign === '\u2029' ? sign : '\n',
  );
}

function foldedBreaks(gap: string): string {
  const [first = '\n', ...others] = breaksOf(gap);
  const rest = others.join('');
  if (first !== '\n') return first + rest;
  return rest === '' ? ' ' : rest;
}
