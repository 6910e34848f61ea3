// SPDX-License-Identifier: Apache-2.0

/** Fewest values on each side of a change. */
const FEWEST = 5;
/** How likely a change may be mere chance. */
const CHANCE = 0.001;
const MOST_CHANGES = 100;

/**
 * Where the level of a series changes: the index of the first value of each new level, in order. The test is Pettitt's (1979),
 * by ranks, so that single outliers and the shape of the noise do not matter; each part between two changes is tested again.
 */
export function changePoints(values: readonly number[]): number[] {
  const found: number[] = [];
  const open: [number, number][] = [[0, values.length]];
  for (let part = open.pop(); part && found.length < MOST_CHANGES; part = open.pop()) {
    const [from, to] = part;
    const at = changeIn(values.slice(from, to));
    if (at === undefined) continue;
    found.push(from + at);
    open.push([from, from + at], [from + at, to]);
  }
  return found.sort((a, b) => a - b);
}

function changeIn(values: readonly number[]): number | undefined {
  const count = values.length;
  if (count < 2 * FEWEST) return undefined;
  const ranks = ranksOf(values);
  let [sum, most, at] = [0, 0, 0];
  for (let before = 1; before < count; before++) {
    sum += ranks[before - 1] as number;
    const distance = Math.abs(2 * sum - before * (count + 1));
    if (distance > most && before >= FEWEST && count - before >= FEWEST) [most, at] = [distance, before];
  }
  const chance = 2 * Math.exp((-6 * most ** 2) / (count ** 3 + count ** 2));
  return chance < CHANCE ? at : undefined;
}

/** From 1; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let n = from; n < to; n++) ranks[order[n] as number] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}
