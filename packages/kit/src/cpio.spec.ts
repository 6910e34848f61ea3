// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCpio } from './cpio.ts';

describe('writeCpio', () => {
  it('writes what cpio itself unpacks, parents included', () => {
    const directory = mkdtempSync(join(tmpdir(), 'cpio-'));
    try {
      const archive = writeCpio([
        { path: 'bin/tool', data: '#!/bin/sh\n', mode: 0o755 },
        { path: 'bin/alias', link: 'tool' },
        { path: 'etc/empty', data: '' },
        { path: 'var/log' },
      ]);
      expect(archive.length % 4).toBe(0);
      execFileSync('cpio', ['-i', '--quiet'], { cwd: directory, input: archive });
      expect(readFileSync(join(directory, 'bin/tool'), 'utf8')).toBe('#!/bin/sh\n');
      expect(lstatSync(join(directory, 'bin/tool')).mode & 0o777).toBe(0o755);
      expect(readlinkSync(join(directory, 'bin/alias'))).toBe('tool');
      expect(lstatSync(join(directory, 'etc/empty')).size).toBe(0);
      expect(lstatSync(join(directory, 'var/log')).isDirectory()).toBe(true);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('makes equal archives of equal entries, and names a device node', () => {
    const entries = [
      { path: 'dev/console', device: { kind: 'char' as const, major: 5, minor: 1 }, mode: 0o600 },
    ];
    expect(writeCpio(entries)).toEqual(writeCpio(entries));
    const list = execFileSync('cpio', ['-tv', '--quiet'], { input: writeCpio(entries), encoding: 'utf8' });
    expect(list).toMatch(/crw------- .*5,\s+1 .*dev\/console/);
  });

  it.each(['../x', '/x', 'a//b', '', 'a/./b', 'a\0b'])('refuses the path %j', (path) => {
    expect(() => writeCpio([{ path, data: '' }])).toThrow(RangeError);
  });
});
