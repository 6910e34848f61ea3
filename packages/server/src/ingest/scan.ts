// SPDX-License-Identifier: Apache-2.0
import { LEVEL_OFFSET } from '@lava/protocol/record/offsets.ts';

const NEWLINE = 10;
/** First letter of `results`, the only level that starts with it, and of `event`. */
const R = 114;
const E = 101;
const RESULTS = 'results"';
const EVENT = 'event"';

/** A line of one level: its number within the batch and its bytes, without newline. */
export interface FoundLine {
  index: number;
  start: number;
  end: number;
}

export interface Scan {
  count: number;
  /** Bytes of the longest line, with its newline. */
  longest: number;
  results: FoundLine[];
  /** What tests say for those who listen, see test-events.ts. */
  events: FoundLine[];
}

/**
 * Counts the lines of a batch and finds those that hold results or events of tests, by the byte where a record's level starts, without
 * parsing any. The last line must end with a newline as well.
 *
 * @param most number of lines after which it gives up; the count is then one more
 */
export function scanLines(data: Buffer, most = Number.POSITIVE_INFINITY): Scan {
  const results: FoundLine[] = [];
  const events: FoundLine[] = [];
  let count = 0;
  let start = 0;
  let longest = 0;
  for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, start)) {
    const letter = data[start + LEVEL_OFFSET];
    if (letter === R && hasLevel(RESULTS, data, start, end)) results.push({ index: count, start, end });
    else if (letter === E && hasLevel(EVENT, data, start, end)) events.push({ index: count, start, end });
    longest = Math.max(longest, end + 1 - start);
    start = end + 1;
    count += 1;
    if (count > most) break;
  }
  return { count, longest, results, events };
}

/** Offset behind the first `count` lines. */
export function skipLines(data: Buffer, count: number): number {
  let at = 0;
  for (let line = 0; line < count; line++) at = data.indexOf(NEWLINE, at) + 1;
  return at;
}

/** @param level with the quote that ends it */
function hasLevel(level: string, data: Buffer, start: number, end: number): boolean {
  const at = start + LEVEL_OFFSET;
  return at + level.length < end && data.toString('latin1', at, at + level.length) === level;
}
