// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../../host/tool.ts';
import { ExtFileSystem, type Source } from './file-system.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-ext-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ROOT_OWNED = { mode: 0o644, uid: 0, gid: 0 };
const FILES = 400;

function from(data: Buffer): Source {
  let at = 0;
  return async (most) => {
    const part = data.subarray(at, at + most);
    at += part.length;
    return part;
  };
}

const run = (name: string, ...args: string[]) =>
  execFileSync(findTool(name) ?? name, args, { encoding: 'utf8', stdio: 'pipe' });

/** As debugfs shows it; only names of this test come here. */
const look = (image: string, command: string) => run('debugfs', '-R', command, image);

/** What mke2fs makes: the kinds that images of boards have. */
const KINDS: [string, string[]][] = [
  ['ext4', ['-t', 'ext4']],
  ['ext4 with blocks of 1 KiB', ['-t', 'ext4', '-b', '1024']],
  ['ext4 without sums', ['-t', 'ext4', '-O', '^metadata_csum,uninit_bg']],
  ['ext4 with short descriptors', ['-t', 'ext4', '-O', '^64bit']],
  ['ext4 with small inodes', ['-t', 'ext4', '-I', '128', '-O', '^extra_isize,^metadata_csum']],
  ['ext4 without a journal', ['-t', 'ext4', '-O', '^has_journal,^flex_bg']],
  ['ext4 with small groups', ['-t', 'ext4', '-b', '1024', '-g', '1024', '-N', '4096']],
  ['ext3', ['-t', 'ext3']],
  ['ext2', ['-t', 'ext2', '-b', '1024']],
  ['ext2 of old', ['-t', 'ext2', '-r', '0']],
];

describe.skipIf(!findTool('mke2fs') || !findTool('debugfs') || !findTool('e2fsck')).each(KINDS)(
  '%s',
  (_kind, options) => {
    let image = '';
    const big = Buffer.alloc(5_000_003, 'abcdefghij\n');

    beforeAll(async () => {
      const files = mkdtempSync(join(root, 'files-'));
      mkdirSync(join(files, 'usr/bin'), { recursive: true });
      mkdirSync(join(files, 'etc'));
      symlinkSync('usr/bin', join(files, 'bin'));
      symlinkSync('/usr/../../usr/bin', join(files, 'sbin'));
      symlinkSync(`/usr/bin/../bin/${'./'.repeat(40)}`, join(files, 'long'));
      writeFileSync(join(files, 'etc/motd'), 'old '.repeat(5000));
      symlinkSync('motd', join(files, 'etc/issue'));
      // So many that ext4 makes an index of them, once it has been asked to.
      mkdirSync(join(files, 'many'));
      for (let i = 0; i < FILES; i++) writeFileSync(join(files, 'many', `${'name-'.repeat(6)}${i}`), '');
      image = join(mkdtempSync(join(root, 'image-')), 'a.img');
      run('mke2fs', '-q', '-F', ...options, '-d', files, image, '40M');
      try {
        run('e2fsck', '-fyD', image);
      } catch {
        // It says by its status that it has changed something.
      }
      const fs = new ExtFileSystem(image);
      await fs.file(['bin', 'tool'], 10, from(Buffer.from('#!/bin/sh\n')), {
        mode: 0o4755,
        uid: 70_000,
        gid: 5,
      });
      await fs.file(['sbin', 'other'], 5, from(Buffer.from('other')), ROOT_OWNED);
      await fs.file(['long', 'third'], 5, from(Buffer.from('third')), ROOT_OWNED);
      await fs.file(['etc', 'motd'], 3, from(Buffer.from('new')), ROOT_OWNED);
      await fs.file(['etc', 'issue'], 5, from(Buffer.from('issue')), ROOT_OWNED);
      await fs.file(['new', 'deep', 'big'], big.length, from(big), ROOT_OWNED);
      await fs.file(['new', 'empty'], 0, from(Buffer.alloc(0)), ROOT_OWNED);
      await fs.file(['!touch "q" <7> \\'], 1, from(Buffer.from('x')), ROOT_OWNED);
      for (let i = 0; i < FILES; i++)
        await fs.file(['many', `${'added-'.repeat(8)}${i}`], 2, from(Buffer.from('ok')), ROOT_OWNED);
      fs.link(['new', 'link'], 'deep/big', ROOT_OWNED);
      fs.link(['new', 'link-long'], 'x'.repeat(300), ROOT_OWNED);
      fs.link(['etc', 'motd'], '/new/empty', ROOT_OWNED);
      fs.directory(['made'], { mode: 0o1777, uid: 0, gid: 0 });
      fs.flush();
      fs.close();
    });

    it('is sound afterwards, also for e2fsck', () => {
      const { status, stdout } = spawnSync(findTool('e2fsck') ?? '', ['-fn', image], { encoding: 'utf8' });
      expect(stdout).not.toContain('Fix');
      expect(status).toBe(0);
    });

    it('holds what was written, through its links, with mode and owner', () => {
      expect(look(image, 'cat /usr/bin/tool')).toBe('#!/bin/sh\n');
      expect(look(image, 'stat /usr/bin/tool')).toMatch(/Mode: {2}04755[\s\S]*User: 70000 +Group: +5/);
      expect(look(image, 'cat /usr/bin/other')).toBe('other');
      expect(look(image, 'cat /usr/bin/third')).toBe('third');
      expect(look(image, 'cat /etc/issue')).toBe('issue');
      expect(look(image, 'stat /etc/motd')).toContain('Fast link dest: "/new/empty"');
      expect(look(image, 'stat /new/link')).toContain('Fast link dest: "deep/big"');
      expect(look(image, 'stat /made')).toContain('Mode:  01777');
      const copy = join(root, 'copy');
      look(image, `dump /new/deep/big ${copy}`);
      expect(execFileSync('cat', [copy], { maxBuffer: 10_000_000 }).equals(big)).toBe(true);
      expect(look(image, 'ls -p /').split('/')).toContain('!touch "q" <7> \\');
    });

    it('finds every name of a directory that had an index', () => {
      const names = look(image, 'ls -p /many')
        .split('\n')
        .map((line) => line.split('/')[5]);
      expect(names.filter((name) => name?.startsWith('name-'))).toHaveLength(FILES);
      expect(names.filter((name) => name?.startsWith('added-'))).toHaveLength(FILES);
    });

    it('says so when it is full', async () => {
      const fs = new ExtFileSystem(image);
      const zeros: Source = async (most) => Buffer.alloc(most);
      await expect(fs.file(['full'], 60_000_000, zeros, ROOT_OWNED)).rejects.toThrow(
        'no space is left in it',
      );
      fs.close();
    });
  },
);

describe.skipIf(!findTool('mke2fs'))('what is not a file system, or a damaged one', () => {
  it('is refused, whatever is damaged, and never read outside of its file', async () => {
    const image = join(root, 'damaged.img');
    run('mke2fs', '-q', '-F', '-t', 'ext4', image, '8M');
    const whole = execFileSync('cat', [image], { maxBuffer: 20_000_000 });
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(whole);
      for (let i = 0; i < 12; i++) bytes[1024 + random(round < 150 ? 1024 : 300_000)] = random(256);
      writeFileSync(image, bytes);
      try {
        const fs = new ExtFileSystem(image);
        try {
          await fs.file(['a', 'b', 'c'], 100_000, from(Buffer.alloc(100_000)), ROOT_OWNED);
          fs.flush();
        } finally {
          fs.close();
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'overlay-failed' });
      }
    }
    truncateSync(image, 5000);
    expect(() => new ExtFileSystem(image)).toThrow('larger than its file');
    truncateSync(image, 500);
    expect(() => new ExtFileSystem(image)).toThrow('too short');
    writeFileSync(image, Buffer.alloc(100_000));
    expect(() => new ExtFileSystem(image)).toThrow('not an ext2, ext3 or ext4');
  });
});
