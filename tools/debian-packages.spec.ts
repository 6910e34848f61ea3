// SPDX-License-Identifier: Apache-2.0
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEBIAN_PACKAGES, debianArch, missingPackages } from './debian-packages.ts';

describe('Debian packages', () => {
  let directory: string;
  const path = process.env.PATH;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'dpkg-'));
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(directory, { recursive: true });
  });

  /** Replaces dpkg-query; it prints nothing for packages it does not know, and fails, as the real one. */
  function installed(lines: string[]) {
    const script = `#!/bin/sh\ncat <<'E'\n${lines.join('\n')}\nE\nexit 1\n`;
    writeFileSync(join(directory, 'dpkg-query'), script);
    chmodSync(join(directory, 'dpkg-query'), 0o755);
    process.env.PATH = `${directory}:${path}`;
  }

  it('are missing when dpkg does not have them whole', () => {
    installed(['git installed', 'xz-utils config-files', 'zstd half-installed']);
    const names = missingPackages(['demo']).map(({ name }) => name);
    expect(names).not.toContain('git');
    expect(names).toEqual(expect.arrayContaining(['xz-utils', 'zstd', 'e2fsprogs']));
  });

  it('of the demo are fewer than those of the tests, and none is asked for twice', () => {
    installed([]);
    const demo = missingPackages(['demo']).map(({ name }) => name);
    const all = missingPackages(['demo', 'test']).map(({ name }) => name);
    expect(all).toEqual(expect.arrayContaining(demo));
    expect(new Set(all).size).toBe(all.length);
    expect(demo).not.toContain('chromium');
    expect(demo).toContain(debianArch() === 'amd64' ? 'qemu-system-x86' : 'qemu-system-arm');
  });

  it('each have a reason', () => {
    for (const { name, reason } of DEBIAN_PACKAGES) expect(reason, name).not.toBe('');
  });
});
