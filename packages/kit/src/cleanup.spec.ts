// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
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
