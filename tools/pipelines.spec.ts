// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadYaml } from '@lava/yaml/load.ts';
import { afterAll, describe, expect, it } from 'vitest';

/** The scripts of the GitHub action and the GitLab component, with a `lava` that says what it was called with. */

const packaging = join(import.meta.dirname, '../packaging');
const bin = mkdtempSync(join(tmpdir(), 'lava-pipelines-'));
writeFileSync(join(bin, 'lava'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
afterAll(() => rmSync(bin, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: files of other systems
type Any = any;
const read = (name: string): string => readFileSync(join(packaging, name), 'utf8');

/** What a pipeline gives, with what a stranger could name a branch. */
const SET = 'ref=a b;$(touch x)`id`"\'\n\nkernel=http://h/x';
const WORDS = ['--set', 'ref=a b;$(touch x)`id`"\'', '--set', 'kernel=http://h/x', '--matrix', 'arch=a,b'];

describe('the GitHub action', () => {
  const action = loadYaml(read('github-action/action.yml')) as Any;
  const [{ run, env, shell }] = action.runs.steps;
  const given = {
    JOBS: '-a.yaml\njobs/b c.yaml\n',
    SET,
    MATRIX: 'arch=a,b\n',
    RETRIES: '1',
    TIMEOUT: '6h',
    JUNIT: 'j',
  };
  const execute = (path: string) =>
    execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      env: { ...given, PATH: path },
      encoding: 'utf8',
      stdio: 'pipe',
    });

  it('gives lava ci what its inputs say, word by word', () => {
    expect(shell).toBe('bash');
    expect(execute(`${bin}:/usr/bin:/bin`).trimEnd().split('\n')).toEqual([
      ...['ci', '--retries', '1', '--timeout', '6h', '--junit', 'j', ...WORDS],
      ...['--', '-a.yaml', 'jobs/b c.yaml'],
    ]);
  });

  it('has each input in a variable, and none in the script', () => {
    expect(run).not.toContain('${{');
    const used = Object.values(env)
      .join(' ')
      .matchAll(/inputs\.(\w+)/g);
    expect([...used].map(([, name]) => name).sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it('says what is missing on the runner', () => {
    expect(() => execute('/usr/bin:/bin')).toThrow(/::error::the command lava is not on this runner/);
  });
});

describe('the GitLab component', () => {
  const [head = '', body = ''] = read('gitlab-component/templates/lava.yml').split(/^---$/m);
  const inputs = Object.keys((loadYaml(head) as Any).spec.inputs);
  const [job] = Object.values(loadYaml(body) as Any) as Any[];

  it('gives lava ci what its inputs say, word by word', () => {
    const env = {
      ...{ LAVA_SET: SET, LAVA_MATRIX: 'arch=a,b', LAVA_JOBS: '-a.yaml\njobs/b c.yaml' },
      ...{ LAVA_RETRIES: '1', LAVA_TIMEOUT: '6h', PATH: `${bin}:/usr/bin:/bin` },
    };
    const said = execFileSync('sh', ['-ec', job.script.join('\n')], { env, encoding: 'utf8' });
    expect(said.trimEnd().split('\n')).toEqual([
      ...['ci', '--retries', '1', '--timeout', '6h', '--junit', 'lava-results'],
      ...['--annotations', 'lava-annotations.json', ...WORDS, '--', '-a.yaml', 'jobs/b c.yaml'],
    ]);
  });

  it('uses each input, in variables only, and keeps what is written', () => {
    const used = [...body.matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(([, name]) => name);
    expect(used.sort()).toEqual(inputs.sort());
    expect(job.script.join('')).not.toContain('$[[');
    expect(job.artifacts).toEqual({
      when: 'always',
      reports: { junit: 'lava-results/*.xml', annotations: 'lava-annotations.json' },
    });
  });
});
