// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainOf } from '@lava/kit/process/mains.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = mainOf('lava-run');
const DEVICE = 'actions: {boot: {methods: {minimal: }}}\n';

describe('lava-run --describe', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lava-run-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function describeJob(job: string, ...form: string[]) {
    writeFileSync(join(dir, 'job.yaml'), job);
    writeFileSync(join(dir, 'device.yaml'), DEVICE);
    const args = [MAIN, '--describe', ...form, '--device', 'device.yaml', 'job.yaml'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  it('prints a tree for people', () => {
    expect(
      describeJob('timeouts: {job: {minutes: 1}}\nactions:\n- boot: {method: minimal, failure_retry: 2}\n'),
    ).toEqual({
      status: 0,
      stderr: '',
      stdout: `1 minimal-boot (30 s, 2 attempts)
  1.1 connect-device (15 s)
  1.2 reset-device (15 s)
    1.2.1 send-reboot-commands (30 s)
2 finalize (30 s)
  2.1 power-off (30 s)
  2.2 read-feedback (30 s)
`,
    });
  });

  it('prints the form of LAVA’s descriptions for programs', () => {
    const { stdout } = describeJob('timeouts: {job: {minutes: 1}}\nactions: []\n', 'json');
    expect(JSON.parse(stdout)).toEqual([
      {
        level: '1',
        name: 'finalize',
        max_retries: 1,
        timeout: 30,
        pipeline: [
          { level: '1.1', name: 'power-off', max_retries: 1, timeout: 30 },
          { level: '1.2', name: 'read-feedback', max_retries: 1, timeout: 30 },
        ],
      },
    ]);
  });

  it('lists all problems, each with its place, and the reasons of the methods', () => {
    const job =
      'timeouts: {job: {minutes: 1}}\nactions:\n- boot: {method: jlink}\n- boot:\n    method: u-boot\n    prompts: 5\n';
    const { status, stdout, stderr } = describeJob(job);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'job error: 2 actions have problems',
      '  job.yaml:3:3: actions.0.boot: no boot method fits method: jlink',
      '  jlink: the device has no boot method jlink',
      '  u-boot: `method` is not u-boot',
      '  job.yaml:4:3: actions.1.boot: boot method u-boot needs `commands`',
    ]);
  });

  it('says which of the two files is not YAML', () => {
    writeFileSync(join(dir, 'broken.yaml'), 'a: 1\nb: [');
    writeFileSync(join(dir, 'job.yaml'), 'timeouts: {job: {minutes: 1}}\nactions: []\n');
    const args = [MAIN, '--describe', '--device', 'broken.yaml', 'job.yaml'];
    const { stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
    expect(stderr).toMatch(/^broken\.yaml:2:\d+: job error: /);
  });

  it('shows the plan of blocks that a run would be refused for, and says why', () => {
    const { status, stdout, stderr } = describeJob(
      'timeouts: {job: {minutes: 1}}\nactions:\n- boot:\n    method: minimal\n    prompts: 5\n',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('1.3 auto-login-action');
    expect(stderr).toBe('job.yaml:5:5: `prompts`: expected text or a list, found number 5\n');
  });
});
