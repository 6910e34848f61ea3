// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const progress = Progress.root();

describe('a lock', () => {
  it('lets one in at a time, and is gone afterwards', async () => {
    const path = join(root, 'one');
    let inside = 0;
    let most = 0;
    const work = () =>
      withLock(progress, path, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      });
    await Promise.all([work(), work(), work(), work()]);
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('of a process that is gone is taken over', async () => {
    const path = join(root, 'stale');
    writeFileSync(path, '999999999 12345');
    expect(await withLock(progress, path, async () => 'mine')).toBe('mine');
  });

  it('of a process that lives is waited for until the deadline', async () => {
    const path = join(root, 'held');
    using limit = progress.child(60, () => new LavaError('step-timeout', 'late'));
    await withLock(progress, path, () =>
      expect(withLock(limit, path, async () => {})).rejects.toMatchObject({ code: 'step-timeout' }),
    );
  });
});
