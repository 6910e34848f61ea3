// SPDX-License-Identifier: Apache-2.0
import type { Session } from '@lava/protocol/api/auth.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { MutationObserver, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { queries } from './queries.ts';
import { createQueryClient, worthRetrying } from './query-client.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How often a query is asked whose answer is always this error. */
async function asked(error: Error): Promise<number> {
  const queryFn = vi.fn(() => Promise.reject(error));
  const observer = new QueryObserver(createQueryClient(), { queryKey: ['device', 'list'], queryFn });
  const unsubscribe = observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(120_000);
  unsubscribe();
  return queryFn.mock.calls.length;
}

describe('a query that fails', () => {
  it.each([
    ['the server is silent', new LavaError('server-unreachable', 'no answer'), 4],
    ['the server refused', new LavaError('forbidden', 'no'), 1],
    ['there is no such thing', new LavaError('not-found', 'no'), 1],
    ['the request was wrong', new LavaError('request-invalid', 'no'), 1],
    ['the pages have a bug', new TypeError('x is undefined'), 1],
  ])('is tried again only when that may help: %s', async (_, error, times) => {
    expect(await asked(error)).toBe(times);
  });

  it('is not tried without end', () => {
    const silence = new LavaError('server-unreachable', 'no answer');
    expect([0, 1, 2, 3, 4].map((failures) => worthRetrying(failures, silence))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a mutation', () => {
  it.each([
    ['ends the session of the page', {}, null],
    ['leaves it where a password or a code was refused', { credentials: true as const }, { username: 'ann' }],
  ])('that is not authenticated %s', async (_, meta, user) => {
    const client = createQueryClient();
    const { queryKey } = queries.session();
    client.setQueryData(queryKey, { user: { username: 'ann' }, may: [] } as unknown as Session);
    const mutationFn = () => Promise.reject(new LavaError('unauthenticated', 'wrong'));
    await new MutationObserver(client, { mutationFn, meta }).mutate().catch(() => undefined);
    expect(client.getQueryData(queryKey)).toMatchObject({ user });
  });

  it('has what it changes asked for again, and what shows it, and nothing else, before it counts as done', async () => {
    const client = createQueryClient();
    const answers: string[] = [];
    for (const key of ['device', 'device-type', 'worker', 'session']) {
      const observer = new QueryObserver(client, {
        queryKey: [key, 'list'],
        queryFn: async () => {
          await new Promise((resolve) => setTimeout(resolve, 100));
          answers.push(key);
          return key;
        },
      });
      observer.subscribe(() => undefined);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    answers.length = 0;
    const done = vi.fn(() => [...answers].sort());
    const mutation = new MutationObserver(client, {
      mutationFn: async () => 'changed',
      meta: { changes: ['device'] },
      onSuccess: done,
    });
    const result = mutation.mutate();
    await vi.advanceTimersByTimeAsync(1_000);
    await result;
    expect(done).toHaveReturnedWith(['device', 'device-type']);
  });
});
