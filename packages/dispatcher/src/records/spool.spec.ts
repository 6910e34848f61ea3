// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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
      spool.write(String(i), 'text');
      if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await spool.close();
    expect(lines()).toEqual(Array.from({ length: 10_000 }, (_, i) => String(i)));
  });

  it('says once when more is written than allowed, and still takes the end of the job', async () => {
    const { spool, troubles, lines } = spoolIn(root, 1000);
    for (let i = 0; i < 100; i++) spool.write('x'.repeat(50), 'text');
    spool.write('last', 'end');
    await spool.close();
    expect(troubles.map(({ code }) => code)).toEqual(['log-limit']);
    expect(lines().at(-1)).toBe('last');
  });

  it.skipIf(!mounted)('has room for the end of the job when the disk is full', async () => {
    const { spool, troubles, lines, path } = spoolIn(disk);
    const line = 'x'.repeat(999);
    let written = 0;
    for (; written < 3000 && troubles.length === 0; written++) {
      spool.write(line, 'text');
      if (written % 50 === 0) await spool.flush();
    }
    spool.write('how it ended', 'end');
    await spool.close();
    expect(troubles).toMatchObject([{ code: 'disk-full', kind: 'infrastructure' }]);
    const kept = lines();
    expect(kept.at(-1)).toBe('how it ended');
    expect(kept.slice(0, -1).every((each) => each === line)).toBe(true);
    expect(kept.length).toBe(written + 1 - spool.lost);
    expect(existsSync(`${path}.reserve`)).toBe(false);
  });

  it.skipIf(!mounted).each(Array.from({ length: 10 }, (_, i) => i))(
    'keeps whole lines, results and the end, wherever the disk becomes full: %i',
    async (moment) => {
      const { spool, troubles, lines, path } = spoolIn(disk);
      const filler = join(disk, 'filler');
      for (let i = 0; i < 200; i++) {
        spool.write(`text ${i} ${'x'.repeat(i * 7)}`, 'text');
        if (i % 10 === 0) spool.write(`result ${i}`, 'result');
        if (i === moment * 20) spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
        if (i % 3 === 0) await spool.flush();
      }
      spool.write('reason', 'end');
      spool.write('status', 'end');
      await spool.close();
      expect(troubles).toMatchObject([{ code: 'disk-full' }]);
      const kept = lines();
      expect(kept.slice(-2)).toEqual(['reason', 'status']);
      expect(kept.filter((line) => line.startsWith('result'))).toHaveLength(20);
      const texts = kept.filter((line) => line.startsWith('text'));
      expect(texts.every((line, i) => line === `text ${i} ${'x'.repeat(i * 7)}`)).toBe(true);
      expect(spool.lost).toBe(200 - texts.length);
      expect(spool.verdict({ health: 'complete' })).toMatchObject({
        ...{ health: 'incomplete', code: 'disk-full', kind: 'infrastructure' },
        lost: spool.lost,
      });
      rmSync(path);
      rmSync(filler);
    },
  );

  it.skipIf(!mounted)('waits for room that the end of the job makes', async () => {
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k']);
    const { spool, lines, path, troubles } = spoolIn(disk);
    spool.write('text', 'text');
    for (let i = 0; i < 100; i++) spool.write(`result ${i} ${'x'.repeat(1000)}`, 'result');
    await spool.flush();
    expect(troubles).toHaveLength(1);
    rmSync(join(disk, 'filler'));
    spool.write('status', 'end');
    await spool.close();
    expect(lines()).toHaveLength(101);
    expect(spool.lost).toBe(1);
    rmSync(path);
  });

  it.skipIf(!mounted)('does not let results use up the room for the end', async () => {
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k']);
    const { spool, lines, path } = spoolIn(disk);
    for (let i = 0; i < 1000; i++) spool.write(`result ${i} ${'x'.repeat(1000)}`, 'result');
    spool.write('status', 'end');
    rmSync(join(disk, 'filler'));
    await spool.close();
    expect(lines().length).toBeGreaterThan(100);
    expect(lines().length).toBeLessThan(300);
    expect(lines().at(-1)).toBe('status');
    rmSync(path);
  });

  it('ends a job whose log cannot be opened, with the real reason', async () => {
    const troubles: LavaError[] = [];
    const spool = new Spool(join(root, 'no', 'such', 'directory'), {
      onTrouble: (error) => troubles.push(error),
    });
    spool.write('text', 'text');
    spool.write('end', 'end');
    await spool.close();
    expect(troubles).toMatchObject([{ code: 'disk-failed', message: expect.stringContaining('ENOENT') }]);
    expect(spool.lost).toBe(2);
  });

  it('ends a job whose disk fails, with the real reason', async () => {
    // Each write there fails as that of a broken disk does.
    symlinkSync('/proc/self/mem', join(root, 'records.ndjson.broken'));
    const troubles: LavaError[] = [];
    const spool = new Spool(join(root, 'records.ndjson.broken'), {
      onTrouble: (error) => troubles.push(error),
    });
    spool.write('text', 'text');
    spool.write('status', 'end');
    await spool.close();
    expect(troubles).toMatchObject([
      { code: 'disk-failed', kind: 'infrastructure', message: expect.stringContaining('EIO') },
    ]);
    expect(spool.verdict({ health: 'complete' })).toMatchObject({ health: 'incomplete', lost: 2 });
  });

  it.skipIf(!mounted)('ends a job on a disk that takes no more files, with its end', async () => {
    const few = join(root, 'few');
    mkdirSync(few);
    // One for its root, one for the log, none for the reserve.
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'nr_inodes=2', 'tmpfs', few]);
    try {
      const { spool, troubles, lines } = spoolIn(few);
      spool.write('text', 'text');
      spool.write('status', 'end');
      await spool.close();
      expect(troubles).toMatchObject([{ code: 'disk-full' }]);
      expect(lines()).toEqual(['status']);
      expect(spool.verdict({ health: 'complete' })).toMatchObject({ code: 'disk-full', lost: 1 });
    } finally {
      spawnSync('umount', [few]);
    }
  });

  it.skipIf(!canFreeze())('ends a job whose log becomes immutable, with the real reason', async () => {
    const { spool, troubles, path } = spoolIn(root);
    spool.write('before', 'text');
    await spool.close();
    spawnSync('chattr', ['+i', path]);
    try {
      const again = spoolIn(root);
      again.spool.write('end', 'end');
      await again.spool.close();
      expect(again.troubles).toMatchObject([
        { code: 'disk-failed', message: expect.stringContaining('EPERM') },
      ]);
      expect(troubles).toEqual([]);
    } finally {
      spawnSync('chattr', ['-i', path]);
    }
  });
});

function canFreeze(): boolean {
  const path = join(root, 'freeze');
  writeFileSync(path, '');
  const can = spawnSync('chattr', ['+i', path]).status === 0;
  spawnSync('chattr', ['-i', path]);
  return can;
}
