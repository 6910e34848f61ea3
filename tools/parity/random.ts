// SPDX-License-Identifier: Apache-2.0

export interface Random {
  /** An integer from 0 to limit - 1. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
}

/** A small repeatable random generator (mulberry32), so that a failing case comes back. */
export function randomOf(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  };
}
