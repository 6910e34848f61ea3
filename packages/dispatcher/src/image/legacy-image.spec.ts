// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { addHeader, removeHeader } from './legacy-image.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-legacy-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const path = (name: string) => join(directory, name);
writeFileSync(path('kernel'), Buffer.alloc(3_000_001, 'kernel'));

/** What mkimage makes of the same, but for the time. */
function reference(type: string, architecture: string, ...more: string[]): Buffer {
  const args = ['-A', architecture, '-O', 'linux', '-T', type, '-C', 'none', ...more];
  execFileSync('mkimage', [...args, '-d', path('kernel'), path('reference')], {
    stdio: 'ignore',
    env: { ...process.env, SOURCE_DATE_EPOCH: '0' },
  });
  return readFileSync(path('reference'));
}

describe('a legacy image', () => {
  it.each(['arm', 'arm64', 'riscv', 'mips', 'powerpc', 'x86_64'])(
    'is what mkimage makes for %s',
    async (architecture) => {
      using progress = Progress.root();
      const to = path(`kernel-${architecture}`);
      const numbers = { load: 0x80008000, entry: 0x80008040 };
      await addHeader(progress, path('kernel'), to, { type: 'kernel', architecture, ...numbers });
      const more = ['-a', '0x80008000', '-e', '0x80008040'];
      expect(readFileSync(to).equals(reference('kernel', architecture, ...more))).toBe(true);
    },
  );

  it('of a ramdisk gives the ramdisk back', async () => {
    using progress = Progress.root();
    await addHeader(progress, path('kernel'), path('ramdisk'), { type: 'ramdisk', architecture: 'arm' });
    expect(readFileSync(path('ramdisk')).equals(reference('ramdisk', 'arm'))).toBe(true);
    await removeHeader(progress, 'ramdisk', path('ramdisk'), path('back'));
    expect(readFileSync(path('back')).equals(readFileSync(path('kernel')))).toBe(true);
  });

  it('is not any other file, and has no unknown architecture', async () => {
    using progress = Progress.root();
    await expect(removeHeader(progress, 'ramdisk', path('kernel'), path('none'))).rejects.toMatchObject({
      code: 'artefact-invalid',
    });
    const wrong = { type: 'kernel', architecture: '__proto__' } as const;
    await expect(addHeader(progress, path('kernel'), path('none'), wrong)).rejects.toMatchObject({
      code: 'device-invalid',
    });
  });
});
