// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeCpio } from '@lava/kit/cpio.ts';
import { Progress } from '@lava/kit/progress.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { Allowance } from '../host/allowance.ts';
import { ownFile } from '../host/own-file.ts';
import { findTool } from '../host/tool.ts';
import { appendCpio } from './append-cpio.ts';
import { appendTar } from './append-tar.ts';
import { makeGuestDisk } from './guest-disk.ts';
import { OverlayTree } from './tree.ts';
import { writeIntoExt } from './write-ext.ts';
import { packTar } from './write-tar.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-image-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const progress = Progress.root();
const work = () => mkdtempSync(join(root, 'work-'));
const into = (name: string) => ({ work: work(), name, allowance: new Allowance(root) });
const run = (name: string, ...args: string[]) =>
  execFileSync(findTool(name) ?? name, args, { encoding: 'utf8', stdio: 'pipe' });

const long = `lava-42/${'long-name-'.repeat(20)}`;
const big = join(root, 'big');
writeFileSync(big, 'a part of a file '.repeat(200_000));

const tree = new OverlayTree();
tree.directory('/lava-42');
tree.text('/lava-42/bin/tool', '#!/bin/sh\n', 0o755);
tree.text('/lava-42/environment', 'export A=1\n');
tree.directory('/lava-42/results');
tree.set('lava-42/su', { kind: 'text', mode: 0o4755, uid: 1000, gid: 100, text: Buffer.from('su') });
tree.set('lava-42/link', { kind: 'link', mode: 0o777, uid: 0, gid: 0, to: 'bin/tool' });
tree.set(long, { kind: 'file', mode: 0o644, uid: 0, gid: 0, source: big, at: 2, size: 3_000_000 });

describe('an overlay', () => {
  it('is appended to a compressed ramdisk without unpacking it, and not to what is none', async () => {
    const ramdisk = join(root, 'ramdisk.cpio.gz');
    const original = gzipSync(writeCpio([{ path: 'init', data: 'x', mode: 0o755 }]));
    writeFileSync(ramdisk, original);
    const result = readFileSync(await appendCpio(progress, 'ramdisk', ramdisk, tree, into('r')));
    expect(result.subarray(0, original.length).equals(original)).toBe(true);
    const start = Math.ceil(original.length / 4) * 4;
    expect(result.subarray(start, start + 6).toString()).toBe('070701');
    const listed = spawnSync('cpio', ['-tv', '--quiet'], { input: result.subarray(start), encoding: 'utf8' });
    if (!listed.error) {
      expect(listed.stdout).toContain('lava-42/bin/tool');
      expect(listed.stdout).toMatch(/-rwsr-xr-x +1 +\S+ +\S+ +2 .*lava-42\/su/);
      expect(listed.stdout).toContain('3000000');
    }
    expect(readFileSync(ramdisk).equals(original)).toBe(true);
    writeFileSync(ramdisk, 'something else');
    await expect(appendCpio(progress, 'ramdisk', ramdisk, tree, into('r'))).rejects.toMatchObject({
      code: 'artefact-invalid',
    });
  });

  it.each([undefined, 'gz', 'xz', 'zstd', 'bz2'])('is appended to a tar archive: %s', async (compression) => {
    const files = work();
    writeFileSync(join(files, 'first'), Buffer.alloc(2048));
    const archive = join(root, `a-${compression}.tar`);
    const flag = { gz: ['-z'], xz: ['-J'], zstd: ['--zstd'], bz2: ['-j'] }[compression ?? ''] ?? [];
    run('tar', '-C', files, ...flag, '-cf', archive, 'first');
    const before = readFileSync(archive);
    const path = await appendTar(
      progress,
      { path: archive, ...(compression && { compression }) },
      tree,
      into('r.tar'),
    );
    const listed = run('tar', '-tvf', path);
    expect(listed.trimEnd().split('\n')).toHaveLength(tree.entries.size + 1);
    expect(listed).toMatch(/-rwsr-xr-x .*lava-42\/su/);
    expect(listed).toContain('link -> bin/tool');
    expect(listed).toContain(`3000000`);
    expect(readFileSync(archive).equals(before)).toBe(true);
  });

  it('is packed for a device that fetches it', async () => {
    const path = join(work(), 'overlay.tar.gz');
    await packTar(progress, tree, path);
    const out = work();
    run('tar', '-C', out, '-xzf', path);
    expect(readFileSync(join(out, 'lava-42/link'), 'utf8')).toBe('#!/bin/sh\n');
    expect(statSync(join(out, long)).size).toBe(3_000_000);
    expect(readFileSync(join(out, long)).equals(readFileSync(big).subarray(2, 3_000_002))).toBe(true);
  });

  it.skipIf(!findTool('mke2fs') || !findTool('debugfs'))(
    'is at the root of a disk for the guest',
    async () => {
      const path = join(work(), 'disk.img');
      const disk = await makeGuestDisk(progress, tree, { path, size: 16, strip: 'lava-42/' });
      expect(run('debugfs', '-R', 'stat /bin/tool', path)).toContain('Mode:  0755');
      expect(run('debugfs', '-R', 'show_super_stats -h', path)).toContain(disk.uuid);
      run('e2fsck', '-fn', path);
    },
  );

  describe.skipIf(!findTool('mke2fs') || !findTool('debugfs'))('in an ext4 image', () => {
    function image(name: string): string {
      const files = work();
      mkdirSync(join(files, 'usr/bin'), { recursive: true });
      execFileSync('ln', ['-s', 'usr/bin', join(files, 'bin')]);
      const path = join(work(), name);
      run('mke2fs', '-q', '-F', '-t', 'ext4', '-d', files, path, '16M');
      return path;
    }
    const own = new OverlayTree();
    own.addAll(tree);
    own.text('/bin/extra', 'text', 0o755);

    it('goes through its links', async () => {
      const path = image('image.ext4');
      await writeIntoExt(progress, { image: ownFile(path), tree: own, work: work() });
      expect(run('debugfs', '-R', 'cat /usr/bin/extra', path)).toBe('text');
      expect(run('debugfs', '-R', 'stat /lava-42/bin/tool', path)).toContain('Mode:  0755');
      run('e2fsck', '-fn', path);
      chmodSync(path, 0o644);
      writeFileSync(path, 'no file system');
      await expect(
        writeIntoExt(progress, { image: ownFile(path), tree, work: work() }),
      ).rejects.toMatchObject({
        code: 'overlay-failed',
      });
      expect(existsSync(path)).toBe(true);
    });

    /** Tables as sfdisk makes them: one primary and one logical partition at 1 MiB, and a GPT with one there. */
    const TABLES: [string, number, ((disk: Buffer) => void)[]][] = [
      ['MBR', 0, [(disk) => mbr(disk, 0, { 131: 2048 })]],
      ['MBR, logical', 2, [(disk) => mbr(disk, 0, { 1: 1, 5: 64 }), (disk) => mbr(disk, 64, { 131: 1984 })]],
      ['GPT', 1, [(disk) => mbr(disk, 0, { 238: 1 }), (disk) => gpt(disk, [34, 2048])]],
    ];
    const mbr = (disk: Buffer, sector: number, entries: Record<number, number>) => {
      Object.entries(entries).forEach(([type, start], i) => {
        disk[sector * 512 + 446 + i * 16 + 4] = Number(type);
        disk.writeUInt32LE(start, sector * 512 + 446 + i * 16 + 8);
      });
      disk.writeUInt16LE(0xaa55, sector * 512 + 510);
    };
    const gpt = (disk: Buffer, starts: number[]) => {
      disk.write('EFI PART', 512, 'latin1');
      disk.writeBigUInt64LE(2n, 512 + 72);
      disk.writeUInt32LE(128, 512 + 80);
      disk.writeUInt32LE(128, 512 + 84);
      starts.forEach((start, i) => {
        disk.fill(0xaf, 1024 + i * 128, 1024 + i * 128 + 16);
        disk.writeBigUInt64LE(BigInt(start), 1024 + i * 128 + 32);
      });
    };

    it.each(TABLES)('goes into a partition of a disk: %s', async (_kind, partition, tables) => {
      const bytes = Buffer.concat([Buffer.alloc(1024 * 1024), readFileSync(image('part.img'))]);
      for (const table of tables) table(bytes);
      const disk = join(work(), 'disk.img');
      writeFileSync(disk, bytes);
      await writeIntoExt(progress, { image: ownFile(disk), tree: own, work: work(), partition });
      expect(run('debugfs', '-R', 'cat /usr/bin/extra', `${disk}?offset=1048576`)).toBe('text');
      await expect(
        writeIntoExt(progress, { image: ownFile(disk), tree: own, work: work(), partition: 7 }),
      ).rejects.toMatchObject({ code: 'artefact-invalid' });
    });

    it('comes after what its journal still holds', async () => {
      const path = image('a?offset=1.img');
      const marked = join(work(), 'plain.img');
      writeFileSync(marked, readFileSync(path));
      run('debugfs', '-w', '-R', 'feature needs_recovery', marked);
      await writeIntoExt(progress, { image: ownFile(marked), tree: own, work: work() });
      expect(run('debugfs', '-R', 'cat /usr/bin/extra', marked)).toBe('text');
      run('e2fsck', '-fn', marked);
    });
  });
});
