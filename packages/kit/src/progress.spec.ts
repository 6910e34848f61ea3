// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from './progress.ts';

const late = (what: string) => () => new LavaError('job-timeout', `${what} is late`);

describe('Progress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('ends a wait at its deadline, with its own reason', async () => {
    using progress = Progress.root().child(1000, late('step'));
    const wait = expect(progress.race(new Promise(() => {}))).rejects.toThrow('step is late');
    await vi.advanceTimersByTimeAsync(1000);
    await wait;
  });

  it('never outlives its parent, whose reason counts then', async () => {
    using parent = Progress.root().child(500, late('parent'));
    using child = parent.child(10_000, late('child'));
    const wait = expect(child.sleep(60_000)).rejects.toThrow('parent is late');
    await vi.advanceTimersByTimeAsync(500);
    await wait;
    expect(child.remaining()).toBe(0);
  });

  it('leaves the parent running when only the child is late', async () => {
    using parent = Progress.root().child(10_000, late('parent'));
    {
      using child = parent.child(100, late('child'));
      await vi.advanceTimersByTimeAsync(100);
      expect(child.signal.aborted).toBe(true);
    }
    expect(parent.signal.aborted).toBe(false);
  });

  it('keeps the first reason', () => {
    const progress = Progress.root();
    progress.cancel(new LavaError('canceled', 'first'));
    progress.cancel(new LavaError('canceled', 'second'));
    expect(() => progress.throwIfDone()).toThrow('first');
  });

  it('ends a child of a canceled parent immediately', () => {
    const parent = Progress.root();
    parent.cancel(new LavaError('canceled', 'stop'));
    using child = parent.child(1000, late('child'));
    expect(() => child.throwIfDone()).toThrow('stop');
  });

  it('waits longer than one timer can', async () => {
    const days40 = 40 * 24 * 3600 * 1000;
    using progress = Progress.root().child(days40, late('step'));
    await vi.advanceTimersByTimeAsync(days40 - 1000);
    expect(progress.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(progress.signal.aborted).toBe(true);
  });
});
