// SPDX-License-Identifier: Apache-2.0
import { guarded } from './guard.ts';
import type { Pattern } from './pattern.ts';

/** How far a search goes back into text that was searched before: the longest match that may arrive in pieces. */
const LOOK_BACK = 8 * 1024;

export interface Found {
  /** Which of the patterns. */
  index: number;
  match: RegExpExecArray;
}

export interface Searched {
  text: string;
  /** Where unconsumed text starts. */
  from: number;
  /** End of what the same patterns have seen before. */
  scanned: number;
}

/**
 * The match that starts first in unconsumed text; of several at one place the first of the list.
 * @param byLine look at the text as if it had come line by line, so that the outcome does not depend on how the bytes were cut
 * @throws LavaError `test-pattern` when a pattern takes for ever
 */
export function searchFirst(
  patterns: readonly Pattern[],
  where: Searched,
  byLine: boolean,
): Found | undefined {
  const search = () => (byLine ? searchByLine(patterns, where) : searchStream(patterns, where));
  const risky = patterns.filter(({ guarded }) => guarded);
  return risky.length === 0 ? search() : guarded(risky.map(({ source }) => source).join(' or '), search);
}

/** Patterns for the stream look at all of it at once, those for lines at each new line. */
function searchStream(patterns: readonly Pattern[], { text, from, scanned }: Searched): Found | undefined {
  const { streamed, lined } = split(patterns);
  const best = earliest(streamed, text, Math.max(from, scanned - LOOK_BACK));
  if (!lined.some(Boolean)) return best;
  const limit = best ? best.match.index : text.length;
  for (let start = firstLine(text, from, scanned); start < limit; ) {
    const newline = text.indexOf('\n', start);
    if (newline < 0) break;
    const found = earliestInLine(lined, text, start, newline);
    if (found) return first(best, found);
    start = newline + 1;
  }
  return best;
}

function searchByLine(patterns: readonly Pattern[], { text, from, scanned }: Searched): Found | undefined {
  const { streamed, lined } = split(patterns);
  for (let start = firstLine(text, from, scanned); start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const inStream = earliest(streamed, text.slice(0, end), Math.max(from, start - LOOK_BACK));
    const inLine = newline < 0 ? undefined : earliestInLine(lined, text, start, newline);
    const best = first(inStream, inLine);
    if (best) return best;
    start = end;
  }
  return undefined;
}

/** Both lists keep the places of all patterns, as the index of a match is that in the caller's list. */
function split(patterns: readonly Pattern[]) {
  return {
    streamed: patterns.map((pattern) => (pattern.perLine ? undefined : pattern)),
    lined: patterns.map((pattern) => (pattern.perLine ? pattern : undefined)),
  };
}

/** Start of the first line that was not seen whole before. */
function firstLine(text: string, from: number, scanned: number): number {
  return Math.max(from, scanned === 0 ? 0 : text.lastIndexOf('\n', scanned - 1) + 1);
}

function earliestInLine(
  patterns: readonly (Pattern | undefined)[],
  text: string,
  start: number,
  newline: number,
): Found | undefined {
  let end = newline;
  while (end > start && text.charCodeAt(end - 1) === 13) end--;
  const found = earliest(patterns, text.slice(start, Math.min(end, start + LOOK_BACK)), 0);
  if (found) found.match.index += start;
  return found;
}

function earliest(patterns: readonly (Pattern | undefined)[], text: string, from: number): Found | undefined {
  let best: Found | undefined;
  for (let index = 0; index < patterns.length; index++) {
    const pattern = patterns[index];
    if (!pattern || !mayMatch(pattern, text, from)) continue;
    pattern.regex.lastIndex = from;
    const match = pattern.regex.exec(text);
    // An empty match says nothing, and would be found again for ever.
    if (match && match[0] !== '') best = first(best, { index, match });
  }
  return best;
}

function first(a: Found | undefined, b: Found | undefined): Found | undefined {
  if (!a || !b) return a ?? b;
  return b.match.index < a.match.index ? b : a;
}

function mayMatch({ literals }: Pattern, text: string, from: number): boolean {
  return literals === undefined || literals.some((literal) => text.indexOf(literal, from) >= 0);
}
