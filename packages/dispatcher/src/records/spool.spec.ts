// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { Spool } from './spool.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-spool-'));
const disk = join(root, 'disk');
mkdirSync(disk);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [disk]);
  rmSync(root, { recursive: true, force: true });
});

function spoolIn(directory: string, limit?: number) {
  const troubles: LavaError[] = [];
  const path = join(directory, 'records.ndjson');
  const spool = new Spool(path, { ...(limit && { limit }), onTrouble: (error) => troubles.push(error) });
  const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return { spool, troubles, lines, path };
}

describe('the spool', () => {
  it('keeps the order of lines that come while it writes', async () => {
    const { spool, lines } = spoolIn(root);
    for (let i = 0; i < 10_000; i++) {
      spool.write(String(i));
      if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await spool.close();
    expect(lines()).toEqual(Array.from({ length: 10_000 }, (_, i) => String(i)));
  });

  it('says once when more is written than allowed, and still takes the end of the job', async () => {
    const { spool, troubles, lines } = spoolIn(root, 1000);
    for (let i = 0; i < 100; i++) spool.write('x'.repeat(50));
    spool.write('last');
    await spool.close();
    expect(troubles.map(({ code }) => code)).toEqual(['log-limit']);
    expect(lines().at(-1)).toBe('last');
  });

  it.skipIf(!mounted)('has room for the end of the job when the disk is full', async () => {
    const { spool, troubles, lines, path } = spoolIn(disk);
    const line = 'x'.repeat(999);
    let written = 0;
    for (; written < 3000 && troubles.length === 0; written++) {
      spool.write(line);
      if (written % 50 === 0) await spool.flush();
    }
    spool.write('how it ended');
    await spool.close();
    expect(troubles).toMatchObject([{ code: 'disk-full', kind: 'infrastructure' }]);
    const kept = lines();
    expect(kept.at(-1)).toBe('how it ended');
    expect(kept.slice(0, -1).every((each) => each === line)).toBe(true);
    expect(kept.length).toBe(written + 1 - spool.lost);
    expect(existsSync(`${path}.reserve`)).toBe(false);
  });
});
