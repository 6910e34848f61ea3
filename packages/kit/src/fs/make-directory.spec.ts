// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeDirectory } from './make-directory.ts';

const root = mkdtempSync(join(tmpdir(), 'lava-made-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('making a directory', () => {
  it('makes the parents too, and takes what is there', () => {
    const path = join(root, 'a/b/c');
    makeDirectory(path, 0o700);
    makeDirectory(path, 0o755);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, 'a')).isDirectory()).toBe(true);
  });

  it.each(['/proc/nothing/here', '/proc/self/nothing/here', '/sys/nothing'])(
    'ends where a file system takes none: %s',
    (path) => {
      expect(() => makeDirectory(path, 0o755)).toThrow(/ENOENT|EPERM|EACCES|EROFS/);
    },
  );

  it('says that a file, or a link to nowhere, is in the way', () => {
    writeFileSync(join(root, 'file'), '');
    symlinkSync('nowhere', join(root, 'link'));
    expect(() => makeDirectory(join(root, 'file'), 0o755)).toThrow(/ENOTDIR/);
    expect(() => makeDirectory(join(root, 'file/in'), 0o755)).toThrow(/ENOTDIR/);
    expect(() => makeDirectory(join(root, 'link'), 0o755)).toThrow(/ENOENT/);
  });
});
