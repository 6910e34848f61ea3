// SPDX-License-Identifier: Apache-2.0

/** A terminal takes no longer lines from whoever types; room for its words, and for pairs. */
const ROOM = 1_000;

/**
 * What is typed for a helper that waits: LAVA's line with its pairs; those with blanks, or without room there, each on a
 * line of its own before it.
 */
export function answerLines(word: string, pairs: readonly string[] | 'nack'): string[] {
  if (pairs === 'nack') return [`<LAVA_${word}_COMPLETE nack>`];
  const lines: string[] = [];
  const last: string[] = [];
  let room = ROOM;
  for (const pair of pairs) {
    room -= pair.length + 1;
    if (room >= 0 && !/\s/.test(pair) && pair !== 'nack') last.push(pair);
    else lines.push(`<LAVA_${word}_PAIR ${pair}>`);
  }
  return [...lines, `<LAVA_${word}_COMPLETE${last.map((pair) => ` ${pair}`).join('')}>`];
}
