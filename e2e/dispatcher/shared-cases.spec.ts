// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadYaml } from '@lava/yaml/load.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from './run.ts';

/** Jobs that once got out of their place; they are next to the checkout. */
const CASES = join(import.meta.dirname, '../../../shared/cases/dispatcher');
/** Where those jobs look for their files. */
const THERE = '/tmp/case';
const TIMEOUT = 60_000;

describe.skipIf(!existsSync(CASES))('a job stays in its place', () => {
  const workspace = new Workspace();
  const here = join(workspace.root, 'files');
  const outside = join(here, 'outside');

  beforeAll(() => {
    mkdirSync(outside, { recursive: true });
    execFileSync('mke2fs', ['-q', '-t', 'ext4', join(here, 'root.img'), '16M']);
    symlinkSync(outside, join(here, 'x'));
    execFileSync('tar', ['-cf', join(here, 'evil.tar'), '-C', here, 'x']);
    writeFileSync(join(here, 'payload'), 'payload');
    execFileSync('tar', ['-cf', join(here, 'mods.tar'), '-C', here, 'payload']);
  });
  afterAll(() => workspace.remove());

  it('when the path of a definition has a line break', { timeout: TIMEOUT }, async () => {
    const { status } = await run('definition-path-newline');
    expect(status).toMatchObject({ health: 'incomplete', code: 'job-invalid' });
    expect(existsSync(join(here, 'pwned-by-a-job'))).toBe(false);
  });

  it('when an overlay brings a link and the next one a file below it', { timeout: TIMEOUT }, async () => {
    const { status, text } = await run('overlay-through-link');
    expect(status).toMatchObject({ health: 'incomplete', code: 'overlay-failed' });
    expect(text()).toContain('x/pwned');
    expect(readdirSync(outside)).toEqual([]);
  });

  it('when its overlay goes into a file that the cache shares', { timeout: TIMEOUT }, async () => {
    const secret = 's3cr3t-of-job-one';
    const { text } = await run('cache-changed-in-place');
    expect(text()).toMatch(/^end: \S+ append-overlays /m);
    const kept = readdirSync(workspace.cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
    expect(kept.some((content) => content.equals(readFileSync(join(here, 'mods.tar'))))).toBe(true);
    expect(kept.filter((content) => content.includes(secret))).toEqual([]);
  });

  it('when it deploys two systems', { timeout: TIMEOUT }, async () => {
    const { results } = await run('two-deploys-two-os');
    const made = results.filter((each) => each.case === 'test-runscript-overlay');
    expect(made.map(({ extra }) => (extra as { filename: string }).filename)).toEqual([
      expect.stringMatching(/^\/data\/local\/tmp\/lava-\d+\/0\/tests\/0_x\/run\.sh$/),
      expect.stringMatching(/^\/lava-\d+\/0\/tests\/0_x\/run\.sh$/),
    ]);
  });

  function run(name: string) {
    const read = (file: string) =>
      loadYaml(readFileSync(join(CASES, `${file}.yaml`), 'utf8').replaceAll(THERE, here)) as object;
    return workspace.run({ job: read(name), device: read('device') });
  }
});
