// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILE_CACHE, mainOf } from '@lava/kit/process/mains.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultLab, startFaultLab } from './faults/lab.ts';

const CLI = mainOf('lava');

const TEST = `metadata: {format: Lava-Test Test Definition 1.0, name: smoke}
params: {WHO: nobody}
run:
  steps:
  - lava-test-case kernel --shell uname -s
  - lava-test-case who --result pass --measurement 3 --units apples
  - echo "hello $WHO"
`;

describe('a JSON job of the first dispatcher', () => {
  let faults: FaultLab;
  let repository: string;
  beforeAll(async () => {
    faults = await startFaultLab();
    const { client, workerName: worker } = faults.lab;
    const dictionary = (await client.devices.dictionary.get('qemu-01')).text;
    const amd64 = faults.payload.arch === 'amd64';
    const set = {
      arch: faults.payload.arch,
      no_kvm: true,
      no_network: true,
      cpu: 'max',
      machine: amd64 ? 'q35' : 'virt',
    };
    const settings = Object.entries(set).map(
      ([name, value]) => `{% set ${name} = ${value === true ? 'True' : `'${value}'`} %}\n`,
    );
    const add = async (type: string, exclusive: boolean) => {
      await client.deviceTypes.add({ name: type });
      const text = `${dictionary}${settings.join('')}${exclusive ? "{% set exclusive = 'True' %}\n" : ''}`;
      await client.devices.add({ name: `${type}-01`, deviceType: type, worker, dictionary: text });
      await client.devices.update(`${type}-01`, { health: 'good' });
    };
    await add('kvm', false);
    await add('modern', true);
    repository = join(faults.directory, 'tests');
    mkdirSync(repository);
    writeFileSync(join(repository, 'smoke.yaml'), TEST);
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', repository, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args]);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'tests');
  });
  afterAll(() => faults.close());

  function job(type: string, ...more: object[]): string {
    const { url } = faults.files;
    const shell = {
      testdef_repos: [{ 'git-repo': repository, testdef: 'smoke.yaml', parameters: { WHO: 'ann' } }],
    };
    return JSON.stringify({
      job_name: 'from 2015',
      device_type: type,
      timeout: 300,
      actions: [
        {
          command: 'deploy_linaro_kernel',
          parameters: { kernel: `${url}/kernel`, ramdisk: `${url}/ramdisk.cpio.gz`, target_type: 'oe' },
        },
        { command: 'boot_linaro_image', parameters: { test_image_prompt: '/ #' } },
        { command: 'lava_test_shell', parameters: { timeout: 200, ...shell } },
        ...more,
        {
          command: 'submit_results',
          parameters: { server: 'http://localhost/RPC2/', stream: '/anonymous/smoke/' },
        },
      ],
    });
  }

  async function expectResults(id: number): Promise<void> {
    const { job, cases, records } = await faults.finished(id);
    expect(job).toMatchObject({
      ...{ health: 'complete', error: null, json: true, description: 'from 2015', visibility: 'public' },
      device: 'kvm-01',
    });
    expect(cases.map(({ suite, name, result }) => `${suite} ${name} ${result}`)).toEqual([
      '0_smoke-0 kernel pass',
      '0_smoke-0 who pass',
    ]);
    expect(cases[1]).toMatchObject({ measurement: '3', units: 'apples' });
    expect(records.some(({ lvl, msg }) => lvl === 'target' && String(msg).includes('hello ann'))).toBe(true);
  }

  it('runs to its end, submitted by REST', async () => {
    const { id } = await faults.lab.client.jobs.submit(job('kvm'));
    await expectResults(id);
    expect(await faults.lab.client.jobs.definition(id)).toBe(job('kvm'));
    expect(await faults.lab.client.jobs.definition(id, 'pipeline')).toContain('to: tmpfs');
  });

  function lava(...args: string[]) {
    const { url, token } = faults.lab;
    const env = {
      PATH: process.env.PATH,
      HOME: faults.directory,
      LAVA_URL: url,
      LAVA_TOKEN: token,
      NODE_COMPILE_CACHE: COMPILE_CACHE,
    };
    return spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', env });
  }

  it('runs to its end, submitted by the command line, with shell lines in it', async () => {
    const file = join(faults.directory, 'old.json');
    writeFileSync(
      file,
      job('kvm', {
        command: 'lava_command_run',
        parameters: { commands: ['uname -m'], iterations: 2 },
      }),
    );
    const { status, stdout, stderr } = lava('jobs', 'submit', '--json', file);
    expect(status, stderr).toBe(0);
    const { id } = JSON.parse(stdout) as { id: number };
    const { job: done, cases } = await faults.finished(id);
    expect(done).toMatchObject({ health: 'complete', error: null });
    expect(cases.map(({ suite, name, result }) => `${suite} ${name} ${result}`)).toEqual([
      '0_smoke-0 kernel pass',
      '0_smoke-0 who pass',
      '1_lava-command-1 uname_-m pass',
      '1_lava-command-1 uname_-m pass',
    ]);
  });

  it('is refused where only exclusive devices could run it', async () => {
    const refused = faults.lab.client.jobs.submit(job('modern'));
    await expect(refused).rejects.toThrow(/exclusive/);
    const file = join(faults.directory, 'modern.json');
    writeFileSync(file, job('modern'));
    const { status, stderr } = lava('jobs', 'submit', file);
    expect(status).not.toBe(0);
    expect(stderr).toContain('exclusive');
  });

  it('is refused for each command without an equivalent, with what to use', async () => {
    const more = [
      { command: 'lava_test_run', parameters: { test_name: 'x' } },
      { command: 'lava_android_test_run', parameters: { test_name: 'x' } },
    ];
    const error = await faults.lab.client.jobs.submit(job('kvm', ...more)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LavaError);
    expect((error as LavaError).problems.map(({ message, hint }) => [message, hint])).toEqual([
      ['lava_test_run: has no equivalent', 'write a test definition with `run` steps'],
      ['lava_android_test_run: has no equivalent', 'use a test block with `docker` and adb'],
    ]);
    const file = join(faults.directory, 'bad.json');
    writeFileSync(file, job('kvm', ...more));
    const { status, stderr } = lava('jobs', 'submit', file);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/lava_test_run: has no equivalent \(write a test definition/);
  });
});
