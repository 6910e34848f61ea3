// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Gather } from './gather.ts';

function gathering(most = 3) {
  const batches: number[][] = [];
  const turns: (() => void)[] = [];
  const gather = new Gather<number, string>(
    async (items) => {
      batches.push(items);
      await new Promise<void>((resolve) => turns.push(resolve));
      if (items.includes(13)) throw new Error('all');
      return items.map((item) => (item < 0 ? new Error(`not ${item}`) : `${item}!`));
    },
    { most, weight: { of: (item) => Math.abs(item), most: 1_000 } },
  );
  const turn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    turns.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { gather, batches, turn };
}

describe('Gather', () => {
  it('deals with the first immediately, and together with those that came meanwhile, so many at a time', async () => {
    const { gather, batches, turn } = gathering();
    const first = gather.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const others = [2, 3, 4, 5].map((n) => gather.add(n));
    for (let n = 0; n < 3; n++) await turn();
    expect(await Promise.all([first, ...others])).toEqual(['1!', '2!', '3!', '4!', '5!']);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('begins again after a rest', async () => {
    const { gather, batches, turn } = gathering();
    for (const n of [1, 2]) {
      const result = gather.add(n);
      await turn();
      expect(await result).toBe(`${n}!`);
    }
    expect(batches).toEqual([[1], [2]]);
  });

  it('gives each its own error, or all the one that is thrown, and continues', async () => {
    const { gather, turn } = gathering();
    const settled = Promise.allSettled([-1, 2, 3, 13, 14, 15, 16].map((n) => gather.add(n)));
    for (let n = 0; n < 3; n++) await turn();
    const outcomes = (await settled).map((each) =>
      each.status === 'fulfilled' ? each.value : (each.reason as Error).message,
    );
    expect(outcomes).toEqual(['not -1', '2!', '3!', 'all', 'all', 'all', '16!']);
  });

  it('keeps what is heavy apart', async () => {
    const { gather, batches, turn } = gathering();
    const all = Promise.all([5_000, 600, 300, 200].map((n) => gather.add(n)));
    for (let n = 0; n < 3; n++) await turn();
    await all;
    expect(batches).toEqual([[5_000], [600, 300], [200]]);
  });
});
