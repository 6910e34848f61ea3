// SPDX-License-Identifier: Apache-2.0
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Searches } from './search.ts';

/** Searches that end when they are told to; who has begun one, in order. */
function searching(most: number) {
  const searches = new Searches(most);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const take = (who: number) =>
    searches.take(who, () => {
      begun.push(who);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
  return { begun, ends, take };
}

it('lets nobody have all searches, and all together no more than there may be', async () => {
  const { begun, ends, take } = searching(3);
  const all = [1, 1, 1, 1, 2, 2, 3].map(take);
  await turn();
  expect(begun).toEqual([1, 1, 2]);
  ends[2]?.(); // that of 2
  await turn();
  expect(begun).toEqual([1, 1, 2, 2]);
  ends[0]?.();
  await turn();
  expect(begun).toEqual([1, 1, 2, 2, 1]);
  for (let n = 0; n < 7; n++) {
    ends[n]?.();
    await turn();
  }
  await Promise.all(all);
  expect(begun).toEqual([1, 1, 2, 2, 1, 1, 3]);
});

it('refuses what is too much of one account, not of others, and continues after one that fails', async () => {
  const { ends, take } = searching(2);
  const all = Array.from({ length: 102 }, () => take(1));
  await expect(take(1)).rejects.toMatchObject({ code: 'too-many-requests' });
  const other = take(2);
  for (let n = 0; n < 103; n++) {
    ends[n]?.();
    await turn();
  }
  await Promise.all([...all, other]);
  const searches = new Searches(1);
  const failing = searches.take(1, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await searches.take(1, async () => 'found')).toBe('found');
});
