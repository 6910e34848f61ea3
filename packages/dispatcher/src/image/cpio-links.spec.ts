// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCpio } from '@lava/kit/cpio.ts';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { linksIn } from './cpio-links.ts';
import { OverlayTree } from './tree.ts';

const directory = mkdtempSync(join(tmpdir(), 'lava-links-'));
afterAll(() => rmSync(directory, { recursive: true }));

const first = writeCpio([
  { path: 'bin', link: 'usr/bin' },
  { path: 'lib', link: '/usr/lib' },
  { path: 'lib64', link: 'lib' },
  { path: 'etc/file', data: 'x'.repeat(10_001) },
]);
const wanted = new Set(['lib', 'lib64', 'lib/modules']);

function links(bytes: Buffer, program?: string[]): Promise<Map<string, string>> {
  const file = join(directory, 'ramdisk');
  const [name = '', ...args] = program ?? ['cat'];
  writeFileSync(file, execFileSync(name, args, { input: bytes }));
  return linksIn(Progress.root(), file, wanted);
}

describe('the links of a ramdisk', () => {
  it.each([['cat'], ['gzip'], ['xz', '--check=crc32'], ['zstd'], ['bzip2'], ['lz4', '-l']])(
    'are found where it is packed by %s',
    async (...program) => {
      expect([...(await links(first, program))]).toEqual([
        ['lib', '/usr/lib'],
        ['lib64', 'lib'],
      ]);
    },
  );

  it('are those of the last of several archives', async () => {
    const second = writeCpio([{ path: 'lib/firmware' }, { path: 'lib64', link: 'usr/lib64' }]);
    const zeros = Buffer.alloc(512);
    expect([...(await links(Buffer.concat([first, zeros, second])))]).toEqual([['lib64', 'usr/lib64']]);
  });

  it.each([['gzip'], ['xz', '--check=crc32'], ['zstd'], ['bzip2'], ['lz4', '-l']])(
    'packed by %s are found where an archive follows that is not packed',
    async (...program) => {
      const [name = '', ...args] = program;
      const packed = execFileSync(name, args, { input: first });
      const zeros = Buffer.alloc((4 - (packed.length % 4)) % 4);
      const whole = Buffer.concat([packed, zeros, writeCpio([{ path: 'lava-1/file', data: 'x' }])]);
      expect((await links(whole)).get('lib')).toBe('/usr/lib');
    },
  );

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(64)],
    ['half an archive', first.subarray(0, 300)],
    ['an entry of a name without end', Buffer.from(`070701${'F'.repeat(104)}`)],
  ])('of %s are none, or those before', async (_, bytes) => {
    expect((await links(bytes)).size).toBeLessThanOrEqual(2);
  });
});

describe('a tree', () => {
  const through = (map: Record<string, string>) => {
    const tree = new OverlayTree();
    tree.text('lib/modules/6.1/a.ko', 'module');
    return [...tree.through(new Map(Object.entries(map))).entries.keys()];
  };

  it('goes where the links of a root lead', () => {
    const [last] = through({ lib: '/usr/lib' }).slice(-1);
    expect(last).toBe('usr/lib/modules/6.1/a.ko');
    expect(through({ lib: 'lib64', lib64: 'usr/lib' }).at(-1)).toBe('usr/lib/modules/6.1/a.ko');
    expect(through({ 'lib/modules': '../usr/modules' }).at(-1)).toBe('usr/modules/6.1/a.ko');
  });

  it.each(['..', '../..', '/', 'lib', '.', ''])('stays where a link leads nowhere: %j', (target) => {
    expect(through({ lib: target }).at(-1)).toBe('lib/modules/6.1/a.ko');
  });
});
