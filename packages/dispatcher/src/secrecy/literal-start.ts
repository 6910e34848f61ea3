// SPDX-License-Identifier: Apache-2.0

/** Shortest beginning of something hidden, at the end of an unfinished text, that counts. */
const BEGINNING = 4;

/**
 * Where at the end of the text one of the literals may have begun; the text's length when nowhere.
 * @param literals in lower case
 * @param from nothing before it is looked at
 */
export function literalStart(text: string, from: number, literals: Iterable<string>): number {
  const end = text.toLowerCase();
  let first = text.length;
  for (const literal of literals) {
    const longest = Math.min(literal.length - 1, text.length - from);
    for (let length = longest; length >= BEGINNING && text.length - length < first; length--)
      if (end.endsWith(literal.slice(0, length))) first = text.length - length;
  }
  return first;
}

/**
 * Replaces in a piece of a line what the pattern finds, also what has begun before the piece.
 * @param before what came before of the same line
 * @returns the piece, and where in both together the last that was found ends
 */
export function replaceInPiece(
  pattern: RegExp,
  before: string,
  piece: string,
  shown: (found: string) => string,
): { text: string; end: number } {
  const all = before + piece;
  let at = before.length;
  let text = '';
  for (const match of all.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (end <= before.length) continue;
    text += all.slice(at, Math.max(at, match.index)) + shown(match[0]);
    at = end;
  }
  return { text, end: at };
}
