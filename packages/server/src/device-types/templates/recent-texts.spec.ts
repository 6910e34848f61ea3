// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { RecentTexts } from './recent-texts.ts';

describe('RecentTexts', () => {
  it('makes a text once as long as it is among the last that were used, and keeps no failure', () => {
    const made: string[] = [];
    const texts = new RecentTexts(402);
    const get = (key: string) =>
      texts.get(key, () => {
        made.push(key);
        return key.toUpperCase();
      });
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
    const long = new RecentTexts(1_000);
    for (let n = 0; n < 50; n++) expect(long.get(`k${n}`, () => 'x'.repeat(900))).toHaveLength(900);
    const fail = () => {
      throw new Error('no');
    };
    expect(() => texts.get('d', fail)).toThrow('no');
    expect(get('d')).toBe('D');
  });
});
