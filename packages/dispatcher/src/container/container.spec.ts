// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobOnBoard } from '../testing/board/job-on-board.ts';
import { servedFiles } from '../testing/board/served-job.ts';
import {
  type ContainerEngine,
  containerEngine,
  IMAGE,
  whyNoContainers,
} from '../testing/container-engine.ts';
import { executes } from '../testing/executed.ts';

const LACKS = whyNoContainers();
const PROMPT = '/ # ';

const definitions = (...steps: string[]) => [
  {
    ...{ from: 'inline', name: 'a', path: 'a.yaml' },
    repository: {
      metadata: { format: 'Lava-Test Test Definition 1.0', name: 'a', description: 'a' },
      run: { steps },
    },
  },
];

/** A job on a docker device, without any console but that of its container. */
function run(actions: object[], { options = {}, seconds = 40 }: { options?: object; seconds?: number } = {}) {
  return jobOnBoard(
    { connect: '' },
    {
      job: { timeouts: { job: { minutes: 2 }, action: { seconds }, connection: { seconds } } },
      device: {
        commands: { connect: undefined, hard_reset: 'true' },
        deploy: { docker: null, fvp: null },
        boot: {
          docker: { options: { networks: ['none'], ...options } },
          fvp: { options: { networks: ['none'], ...options } },
        },
        test: { docker: { options: ['--network=none'] } },
      },
      actions,
    },
  );
}

const DEPLOY = { deploy: { to: 'docker', image: { name: IMAGE, local: true } } };
const DOCKER = { image: IMAGE, local: true };

describe.skipIf(LACKS)(`containers of jobs${LACKS ? ` (${LACKS})` : ''}`, () => {
  let engine: ContainerEngine;
  beforeAll(async () => {
    engine = await containerEngine();
  }, 120_000);
  afterAll(async () => await engine?.[Symbol.asyncDispose]());

  it('are booted, tested and removed', async () => {
    const { status, results, text } = await run([
      DEPLOY,
      { boot: { method: 'docker', command: 'sh', prompts: [PROMPT] } },
      { test: { definitions: definitions('lava-test-case x --shell test "$(hostname)" = lava') } },
    ]);
    expect(status, text()).toMatchObject({ health: 'complete' });
    expect(results.filter(({ definition }) => definition === '0_a')).toMatchObject([
      { case: 'x', result: 'pass' },
    ]);
    expect(engine.containers()).toEqual([]);
  });

  it('work on downloads, which later blocks and tests get', async () => {
    using served = servedFiles({ 'a.txt': 'one' });
    const files = (url: string) => ({ to: 'downloads', images: { a: { url } } });
    const work = {
      docker: { ...DOCKER, steps: ['cat a.txt a.txt > b.txt', 'ln -s /etc/hostname link', 'rm a.txt'] },
    };
    const test = {
      docker: DOCKER,
      definitions: definitions('lava-test-case x --shell grep -qx oneone /lava-downloads/b.txt'),
    };
    const jobs = await run([
      { deploy: { ...files(served.url('a.txt')), namespace: 'one', postprocess: work } },
      { deploy: { ...files('downloads://b.txt'), namespace: 'other' } },
      { test: { ...test, namespace: 'one', 'downloads-namespace': 'other' } },
    ]);
    expect(jobs.status, jobs.text()).toMatchObject({ health: 'complete' });
    expect(jobs.results.filter(({ definition }) => definition === '0_a')).toMatchObject([
      { case: 'x', result: 'pass' },
    ]);
    const link = await run([
      { deploy: { ...files(served.url('a.txt')), namespace: 'one', postprocess: work } },
      { deploy: { ...files('downloads://link'), namespace: 'other' } },
    ]);
    expect(link.status).toMatchObject({ code: 'download-missing' });
    expect(engine.containers()).toEqual([]);
  });

  it('that never end do so with the job, and steps that fail end it', async () => {
    const { status } = await run(
      [
        DEPLOY,
        { boot: { method: 'docker', command: 'sleep 1000', prompts: ['never'] } },
        { test: { definitions: definitions('true') } },
      ],
      { seconds: 10 },
    );
    expect(status).toMatchObject({ code: 'login-failed' });
    using served = servedFiles({ 'a.txt': 'one' });
    const postprocess = (step: string) => [
      {
        deploy: {
          to: 'downloads',
          images: { a: { url: served.url('a.txt') } },
          postprocess: { docker: { ...DOCKER, steps: [step] } },
        },
      },
    ];
    expect((await run(postprocess('echo so; exit 3'))).status).toMatchObject({
      code: 'script-failed',
      kind: 'job',
    });
    const slow = await run(postprocess('sleep 1000'), { seconds: 5 });
    expect(slow.status, slow.text()).toMatchObject({ code: 'job-timeout' });
    expect(engine.containers()).toEqual([]);
  });

  describe('with an Arm FVP', () => {
    const app = '#!/bin/sh\necho START; echo TEST: one PASSED; echo END; sleep 1000\n';
    const model = {
      ...{ method: 'fvp', docker: { name: IMAGE, local: true }, image: '/bin/model' },
      ...{ license_variable: 'LICENSE=8224@host', arguments: ['--data cpu0={APP}@0x10', "-C 'a b'"] },
      console_string: 'terminal_0: Listening for serial connection on port (?P<PORT>\\d+)',
    };
    const monitors = [
      {
        ...{ name: 'm', start: 'START', end: 'END' },
        pattern: 'TEST: (?P<test_case_id>\\w+) (?P<result>PASSED)',
        fixupdict: { PASSED: 'pass' },
      },
    ];
    const fvp = async (boot: object, more: object[] = [{ test: { monitors } }]) => {
      using served = servedFiles({ app });
      const deploy = { to: 'fvp', images: { app: { url: served.url('app') } } };
      return await run([{ deploy }, { boot: { ...model, ...boot } }, ...more]);
    };

    it('have its consoles, its version and a program next to it', async () => {
      const feedbacks = ['(?P<NAME>terminal_1): Listening for serial connection on port (?P<PORT>\\d+)'];
      const { status, results, text } = await fvp({ feedbacks, prompts: [PROMPT], erpc_app: 'app' });
      expect(status, text()).toMatchObject({ health: 'complete' });
      expect(results.find((result) => result.case === 'fvp-version')).toMatchObject({
        result: 'pass',
        extra: { 'fvp-version': 'Fast Models [11.8.0 (stand-in)]' },
      });
      expect(results.find((result) => result.case === 'one')).toMatchObject({ result: 'pass' });
      for (const said of ['--data', 'cpu0=/lava-fvp/app@0x10', '-C', 'a b'])
        expect(text()).toContain(`word: ${said}\n`);
      expect(text('feedback')).toContain('second console');
      expect(engine.containers()).toEqual([]);
    });

    it('run commands next to it, as long as they succeed', async () => {
      const commands = ['export X=two', 'echo START; echo TEST: $X PASSED; echo END', 'false', 'echo never'];
      const { status, results, text } = await fvp({ use_telnet: false, commands });
      expect(status, text()).toMatchObject({ health: 'complete' });
      expect(results.find((result) => result.case === 'two')).toMatchObject({ result: 'pass' });
      expect(text('target')).not.toMatch(/^never/m);
      expect(engine.containers()).toEqual([]);
    });

    it('end when it says nothing that is expected', async () => {
      const version = await fvp({ version_string: 'Slow Models' });
      expect(version.status).toMatchObject({ kind: 'job', message: expect.stringContaining('Slow Models') });
      const endless = await fvp({ version_string: '(a|a)+!' });
      expect(endless.status, endless.text()).toMatchObject({ code: 'test-pattern' });
      const silent = await run(
        [{ boot: { ...model, arguments: [], console_string: 'port (?P<PORT>none)' } }],
        { seconds: 5 },
      );
      expect(silent.status, silent.text()).toMatchObject({ health: 'incomplete' });
      expect(engine.containers()).toEqual([]);
    });
  });

  executes('real', 'deploy docker', 'boot docker', 'test docker');
  executes('stand-in', 'deploy fvp', 'boot fvp');

  it('whose image is nowhere end the job, with the reason of the engine', async () => {
    const { status } = await run([
      { deploy: { to: 'docker', image: '127.0.0.1:1/nothing' } },
      { boot: { method: 'docker', command: 'sh' } },
    ]);
    expect(status).toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });
});

describe('a job with containers', () => {
  it.each([
    [{ image: '-v' }, 'container image'],
    [{ ...DOCKER, devices: ['/dev/sda'] }, '/dev/sda'],
    [{ ...DOCKER, network_from: '--privileged' }, 'containers are named'],
    [{ ...DOCKER, container_name: '../x' }, 'containers are named'],
  ])('is refused before anything is touched: %o', async (docker, message) => {
    const { status, text } = await run([{ test: { docker, definitions: definitions('true') } }]);
    expect(status, text()).toMatchObject({ health: 'incomplete' });
    expect(text()).toContain(message);
    expect(text()).not.toContain('start: 1 ');
  });
});
