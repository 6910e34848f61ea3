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
        deploy: { docker: null },
        boot: { docker: { options: { networks: ['none'], ...options } } },
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
      { seconds: 5 },
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
