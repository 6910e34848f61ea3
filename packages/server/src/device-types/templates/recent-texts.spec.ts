// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { RecentTexts } from './recent-texts.ts';

describe('RecentTexts', () => {
  it('makes a text once as long as it is among the last that were used, and keeps no failure', async () => {
    const made: string[] = [];
    const texts = new RecentTexts(402);
    const get = (key: string) =>
      texts.get(key, async () => {
        made.push(key);
        return key.toUpperCase();
      });
    const got: string[] = [];
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) got.push(await get(key));
    expect(got).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
    const long = new RecentTexts(1_000);
    for (let n = 0; n < 50; n++)
      expect(await long.get(`k${n}`, async () => 'x'.repeat(900))).toHaveLength(900);
    await expect(texts.get('d', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await get('d')).toBe('D');
  });
});
