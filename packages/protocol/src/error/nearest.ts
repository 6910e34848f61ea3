// SPDX-License-Identifier: Apache-2.0

/** No word that we know is longer; comparing longer ones would take time that nobody gains by. */
const LONGEST = 64;

/** The known word that `word` was most likely meant to be: at most a third of its letters differ. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, changes and swaps of neighbours from one to the other; `limit` when there are that many. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const change = (above[j - 1] ?? limit) + (same ? 0 : 1);
      let cost = Math.min(change, (above[j] ?? limit) + 1, (row[j - 1] ?? limit) + 1);
      if (!same && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? limit) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return Math.min(above[b.length] ?? limit, limit);
}
