// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SharedReads } from './shared-reads.ts';

describe('SharedReads', () => {
  it('reads once for all who ask while it is read, and never before they ask', async () => {
    const reads = new SharedReads<number>();
    let value = 0;
    let count = 0;
    const read = async () => {
      count++;
      const seen = value;
      await sleep(5);
      return seen;
    };
    const first = reads.get('a', read);
    value = 1;
    const later = Array.from({ length: 50 }, () => reads.get('a', read));
    const other = reads.get('b', read);
    expect([await first, ...(await Promise.all(later)), await other]).toEqual([0, ...Array(50).fill(1), 1]);
    expect(count).toBe(3);
    value = 2;
    expect(await reads.get('a', read)).toBe(2);
  });

  it('gives an error to those whose read it was, and reads again for the next', async () => {
    const reads = new SharedReads<string>();
    const failing = reads.get('a', () => Promise.reject(new Error('no')));
    const next = reads.get('a', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
