// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAINS } from '@lava/kit/process/mains.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { PACKAGES } from './packages.ts';

const dispatcher = PACKAGES.find(({ name }) => name === 'lava-dispatcher');

describe('a bundled program', () => {
  const home = mkdtempSync(join(tmpdir(), 'lava-bundle-'));
  const lib = join(home, 'lib');
  beforeAll(() => bundle(home, { 'lava-run': MAINS['lava-run'] }, '1.2.3', dispatcher?.quick), 60_000);
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
  describe('with an option that people wait for', () => {
    const whole = join(lib, 'lava-run-program.js');
    const run = (job: string, ...args: string[]) => {
      writeFileSync(join(home, 'job.yaml'), `timeouts: {job: {minutes: 1}}\nactions: ${job}\n`);
      writeFileSync(join(home, 'device.yaml'), 'actions: {boot: {methods: {minimal: , qemu: }}}\n');
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(lib, 'lava-run.js'), '--describe', ...args, '--device', 'device.yaml', 'job.yaml'],
        { cwd: home, encoding: 'utf8' },
      );
      return { status, stdout, stderr };
    };

    it.each(['[boot: {method: minimal}]', '[boot: {method: jlink}]', '[test: 5]'])(
      'loads only a part that knows all of it, whatever the job: %s',
      (job) => {
        const usual = run(job);
        renameSync(whole, `${whole}.away`);
        try {
          expect(run(job)).toEqual(usual);
          expect(usual.stdout + usual.stderr).not.toBe('');
        } finally {
          renameSync(`${whole}.away`, whole);
        }
      },
    );

    it('starts all of it where another option says more', () => {
      const { status, stdout } = run('[]', '--validate');
      expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining('job.yaml') });
    });
  });
});
