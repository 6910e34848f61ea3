// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { describe, expect, it, vi } from 'vitest';
import { Cleanup } from './cleanup.ts';
import { Progress } from './progress.ts';

describe('Cleanup', () => {
  it('undoes last-in-first-out, everything, once, whatever fails', async () => {
    const done: string[] = [];
    const cleanup = new Cleanup();
    cleanup.add('a', () => void done.push('a'));
    cleanup.add('b', () => {
      throw new Error('b is stuck');
    });
    cleanup.add('c', async () => void done.push('c'));
    const failures = await cleanup.run(Progress.root());
    expect(done).toEqual(['c', 'a']);
    expect(failures).toMatchObject([{ what: 'b', error: { message: 'b is stuck' } }]);
    expect(await cleanup.run(Progress.root())).toEqual([]);
    expect(done).toEqual(['c', 'a']);
  });

  it.each([
    ['never ends', () => new Promise<void>(() => undefined)],
    [
      'waits for its own deadline, then keeps waiting',
      (progress: Progress) => progress.sleep(1e9).catch(() => new Promise<void>(() => undefined)),
    ],
    [
      'fails when nobody waits for it any more',
      (progress: Progress) => progress.sleep(1e9).catch(() => Promise.reject(new Error('late'))),
    ],
  ])('is not held up by an undo that %s', async (_, undo) => {
    vi.useFakeTimers();
    try {
      const done: string[] = [];
      const cleanup = new Cleanup();
      cleanup.add('last', () => void done.push('last'));
      cleanup.add('hang', undo);
      cleanup.add('first', () => void done.push('first'));
      const progress = Progress.root().child(10_000, () => new LavaError('step-timeout', 'late'));
      const run = cleanup.run(progress);
      // One of two that are left: half of the time.
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await run).toMatchObject([{ what: 'hang', error: { code: 'step-timeout' } }]);
      expect(done).toEqual(['first', 'last']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives each entry a second, also when the time is up or it is hurried', async () => {
    const done: string[] = [];
    const cleanup = new Cleanup();
    cleanup.add('b', async (progress) => {
      await progress.sleep(10);
      done.push('b');
    });
    cleanup.add('a', (progress) => progress.sleep(60_000));
    const progress = Progress.root();
    progress.cancel(new LavaError('canceled', 'hurry'));
    const began = performance.now();
    expect(await cleanup.run(progress)).toMatchObject([{ what: 'a', error: { code: 'canceled' } }]);
    expect(done).toEqual(['b']);
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('hands its resources to the parent in their order', async () => {
    const done: string[] = [];
    const parent = new Cleanup();
    const attempt = new Cleanup();
    parent.add('first', () => void done.push('first'));
    attempt.add('second', () => void done.push('second'));
    attempt.add('third', () => void done.push('third'));
    attempt.moveTo(parent);
    expect(await attempt.run(Progress.root())).toEqual([]);
    await parent.run(Progress.root());
    expect(done).toEqual(['third', 'second', 'first']);
  });
});
