// SPDX-License-Identifier: Apache-2.0
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refetch } from './refetch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server that answers after `time` milliseconds with how often it was asked, and a page that shows the answer. */
function setUp(time: number) {
  const queryClient = new QueryClient();
  let asked = 0;
  const shown: number[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: ['device', 'list'],
    queryFn: async () => {
      const number = ++asked;
      await new Promise((resolve) => setTimeout(resolve, time));
      return number;
    },
  });
  observer.subscribe(({ data }) => {
    if (data !== undefined && shown.at(-1) !== data) shown.push(data);
  });
  return { refetch: new Refetch(queryClient), shown, asked: () => asked };
}

describe('Refetch', () => {
  it.each([
    ['slower than the changes', 600],
    ['much slower', 5_000],
    ['fast', 20],
  ])('shows every answer of a server that is %s, and asks once at a time', async (_, time) => {
    const { refetch, shown, asked } = setUp(time);
    for (let n = 0; n < 150; n++) {
      refetch.note({ resource: 'device', name: String(n) });
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(2 * time + 1_000);
    expect(shown.length).toBeGreaterThanOrEqual(Math.floor(15_000 / (time + 400)));
    expect(shown).toEqual(Array.from({ length: asked() }, (_, index) => index + 1));
    refetch.close();
  });

  it('asks again for what changed while an answer was under way, and then not any more', async () => {
    const { refetch, shown, asked } = setUp(1_000);
    await vi.advanceTimersByTimeAsync(500);
    refetch.note({ resource: 'device', name: 'a' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked()).toBe(2);
    expect(shown).toEqual([1, 2]);
    refetch.close();
  });

  it('ignores resources that it does not know', async () => {
    const { refetch, asked } = setUp(10);
    await vi.advanceTimersByTimeAsync(100);
    refetch.note({ resource: 'lease', name: 'a' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked()).toBe(1);
    refetch.close();
  });
});
