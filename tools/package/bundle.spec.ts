// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';

describe('a bundled program', () => {
  const home = mkdtempSync(join(tmpdir(), 'lava-bundle-'));
  const lib = join(home, 'lib');
  beforeAll(
    () => bundle(home, { 'lava-run': 'packages/dispatcher/src/main.ts' }, '1.2.3', ['lava-run']),
    60_000,
  );
  afterAll(() => rmSync(home, { recursive: true }));

  it('imports nothing when it starts: what a command does not need is not loaded', () => {
    const imports = readFileSync(join(lib, 'lava-run-program.js'), 'utf8').match(
      /(?<=^|;)import\b(?!\s*[(.])[^;]*/gm,
    );
    expect(imports).toEqual([expect.stringContaining("from 'node:module'")]);
  });

  it('keeps its compiled code with its user, not in /tmp', () => {
    const cache = join(home, 'cache');
    const { NODE_COMPILE_CACHE: _, ...env } = process.env;
    execFileSync(process.execPath, [join(lib, 'lava-run.js'), '--help'], {
      env: { ...env, XDG_CACHE_HOME: cache, TMPDIR: join(home, 'tmp') },
      stdio: 'ignore',
    });
    expect(readdirSync(join(cache, 'lava/compile'))).toHaveLength(1);
    expect(readdirSync(home)).not.toContain('tmp');
  });
});
