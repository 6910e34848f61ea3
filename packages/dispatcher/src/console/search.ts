// SPDX-License-Identifier: Apache-2.0
import { type OUT_OF_TIME, within } from './guard.ts';
import type { Hit, Pattern } from './pattern.ts';

/** How far a search goes back into text that was searched before: the longest match that may arrive in pieces. */
export const LOOK_BACK = 8 * 1024;

/** How long one search may hold the event loop, milliseconds. */
const QUICK = 25;

/** A text so long is searched under the guard whatever the patterns are, UTF-16 units. */
const LONG = 256 * 1024;

export interface Found {
  /** Which of the patterns. */
  index: number;
  hit: Hit;
}

export interface Searched {
  text: string;
  /** Where unconsumed text starts. */
  from: number;
  /** End of what the same patterns have seen before. */
  scanned: number;
}

/** One question of a search: where does this pattern match next? */
export interface Question {
  pattern: Pattern;
  text: string;
  from: number;
}

/** A search is a series of questions, so that the same code asks the engine here or one in another thread. */
type Search = Generator<Question, Found | undefined, Hit | undefined>;

/**
 * The match that starts first in unconsumed text; of several at one place the first of the list.
 * @param byLine look at the text as if it had come line by line, so that the outcome does not depend on how the bytes were cut
 * @returns OUT_OF_TIME when it would hold the event loop: ask `searchElsewhere` then
 * @throws LavaError `test-pattern`
 */
export function searchHere(
  patterns: readonly Pattern[],
  where: Searched,
  byLine: boolean,
): Found | undefined | typeof OUT_OF_TIME {
  const run = () => {
    const search = searchFirst(patterns, where, byLine);
    for (let step = search.next(); ; ) {
      if (step.done) return step.value;
      const { pattern, text, from } = step.value;
      step = search.next(pattern.find(text, from));
    }
  };
  const start = Math.max(where.from, where.scanned - LOOK_BACK);
  const live = patterns.filter((each) => mayMatch(each, where.text, start));
  if (live.length === 0) return undefined;
  const quick = live.every(({ untrusted }) => !untrusted) && where.text.length < LONG;
  return quick ? run() : within(QUICK, run);
}

/** The same, while the event loop is free. */
export async function searchElsewhere(
  patterns: readonly Pattern[],
  where: Searched,
  byLine: boolean,
  answer: (question: Question) => Promise<Hit | undefined>,
): Promise<Found | undefined> {
  const search = searchFirst(patterns, where, byLine);
  for (let step = search.next(); ; ) {
    if (step.done) return step.value;
    step = search.next(await answer(step.value));
  }
}

function searchFirst(patterns: readonly Pattern[], where: Searched, byLine: boolean): Search {
  return byLine ? searchByLine(patterns, where) : searchStream(patterns, where);
}

/** Patterns for the stream look at all of it together, those for lines at each new line. */
function* searchStream(patterns: readonly Pattern[], { text, from, scanned }: Searched): Search {
  const { streamed, lined } = split(patterns);
  const best = yield* earliest(streamed, text, Math.max(from, scanned - LOOK_BACK));
  if (!lined.some(Boolean)) return best;
  const limit = best ? best.hit.index : text.length;
  for (let start = firstLine(text, from, scanned); start < limit; ) {
    const newline = text.indexOf('\n', start);
    if (newline < 0) break;
    const found = yield* earliestInLine(lined, text, start, newline);
    if (found) return first(best, found);
    start = newline + 1;
  }
  return best;
}

function* searchByLine(patterns: readonly Pattern[], { text, from, scanned }: Searched): Search {
  const { streamed, lined } = split(patterns);
  for (let start = firstLine(text, from, scanned); start < text.length; ) {
    const begin = Math.max(from, start - LOOK_BACK);
    const next = lined.some(Boolean) ? start : firstLiteral(streamed, text, begin);
    if (next === undefined) return undefined;
    const newline = text.indexOf('\n', Math.max(start, next));
    const end = newline < 0 ? text.length : newline + 1;
    const inStream = yield* earliest(streamed, text.slice(0, end), begin);
    const inLine = newline < 0 ? undefined : yield* earliestInLine(lined, text, start, newline);
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

/** Before which no match can end; undefined when none is possible. */
function firstLiteral(
  patterns: readonly (Pattern | undefined)[],
  text: string,
  from: number,
): number | undefined {
  let best: number | undefined;
  for (const each of patterns) {
    if (!each) continue;
    if (!each.literals) return from;
    for (const literal of each.literals) {
      const at = text.indexOf(literal, from);
      if (at >= 0 && (best === undefined || at < best)) best = at;
    }
  }
  return best;
}

function* earliestInLine(
  patterns: readonly (Pattern | undefined)[],
  text: string,
  start: number,
  newline: number,
): Search {
  let end = newline;
  while (end > start && text.charCodeAt(end - 1) === 13) end--;
  const found = yield* earliest(patterns, text.slice(start, Math.min(end, start + LOOK_BACK)), 0);
  return found && { ...found, hit: { ...found.hit, index: found.hit.index + start } };
}

function* earliest(patterns: readonly (Pattern | undefined)[], text: string, from: number): Search {
  let best: Found | undefined;
  for (let index = 0; index < patterns.length; index++) {
    const pattern = patterns[index];
    if (!pattern || !mayMatch(pattern, text, from)) continue;
    const hit = yield { pattern, text, from };
    // An empty match says nothing, and would be found again and again.
    if (hit && hit.parts[0] !== '') best = first(best, { index, hit });
  }
  return best;
}

function first(a: Found | undefined, b: Found | undefined): Found | undefined {
  if (!a || !b) return a ?? b;
  return b.hit.index < a.hit.index ? b : a;
}

function mayMatch({ literals }: Pattern, text: string, from: number): boolean {
  return literals === undefined || literals.some((literal) => text.indexOf(literal, from) >= 0);
}
