// SPDX-License-Identifier: Apache-2.0

/** Lines of the log as people count them, from 1; both ends included. */
export interface LineRange {
  first: number;
  last: number;
}

/** `#L12` or `#L12-L20` (also `#L12-20`), with or without `#`; undefined for anything else. */
export function parseLineRange(hash: string): LineRange | undefined {
  const match = /^#?L([1-9]\d{0,9})(?:-L?([1-9]\d{0,9}))?$/.exec(hash);
  if (!match) return undefined;
  const ends = [Number(match[1]), Number(match[2] ?? match[1])];
  return { first: Math.min(...ends), last: Math.max(...ends) };
}

/** Without `#`. */
export function formatLineRange({ first, last }: LineRange): string {
  return first === last ? `L${first}` : `L${first}-L${last}`;
}

/** What a click on a line number selects: the line, or with Shift everything from the present selection to it. */
export function extendRange(present: LineRange | undefined, line: number, shift: boolean): LineRange {
  if (!shift || !present) return { first: line, last: line };
  return { first: Math.min(present.first, line), last: Math.max(present.first, line) };
}
