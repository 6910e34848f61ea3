// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer } from '../../testing/fake-server.ts';
import { runHere } from '../../testing/run-here.ts';

const TIME = '2026-11-22T10:00:00.000Z';
const job = (id: number, more: object = {}) => ({
  id,
  description: `job ${id}`,
  state: 'submitted',
  health: 'unknown',
  priority: 50,
  submitter: 'ann',
  deviceType: 'qemu',
  device: null,
  worker: null,
  submitTime: TIME,
  startTime: null,
  endTime: null,
  waiting: [],
  error: null,
  tags: [],
  visibility: 'public',
  queueTimeout: null,
  records: 0,
  logComplete: false,
  results: { pass: 0, fail: 0, skip: 0, unknown: 0 },
  metadata: {},
  resubmittedFrom: null,
  overhead: null,
  ...more,
});
const refused = (message: string) => ({ status: 409, body: { code: 'conflict', kind: 'job', message } });

let server: FakeServer | undefined;
afterEach(() => server?.close());

async function lava(answers: Record<string, unknown>, ...args: string[]) {
  await server?.close();
  server = await fakeServer(answers);
  return runHere(args, { XDG_CONFIG_HOME: '/nonexistent', LAVA_URL: server.url, LAVA_TOKEN: 't' });
}

describe('lava jobs cancel', () => {
  const answers = {
    'POST /jobs/1/cancel': job(1, { state: 'finished', health: 'canceled' }),
    'POST /jobs/2/cancel': refused('job 2 is finished'),
    'POST /jobs/3/cancel': job(3, { state: 'canceling' }),
  };

  it('cancels all of several jobs, reports each, and ends as the worst', async () => {
    const ran = await lava(answers, 'jobs', 'cancel', '1', '2', '3');
    expect(ran).toEqual({
      code: 8,
      stdout: 'job 1 is canceled\njob 3 is canceling\n',
      stderr: 'job 2: job 2 is finished (conflict)\n',
    });
  });

  it('tells programs the same', async () => {
    const { code, stdout } = await lava(answers, 'jobs', 'cancel', '1', '2', '--json');
    expect(code).toBe(8);
    expect(JSON.parse(stdout)).toEqual({
      items: [
        { id: 1, state: 'finished', health: 'canceled' },
        { id: 2, error: { code: 'conflict', message: 'job 2 is finished' } },
      ],
      next: null,
    });
  });
});

describe('lava jobs show', () => {
  it('shows how long the device was busy apart from what was prepared before', async () => {
    const deviceTime = { preparing: 30, busy: 75 };
    const ended = await lava({ 'GET /jobs/1': job(1, { deviceTime }) }, 'jobs', 'show', '1');
    expect(ended.stdout).toMatch(/^device time +30\.0 s prepared before power on, 1 min 15 s busy$/m);
    const waits = await lava({ 'GET /jobs/1': job(1) }, 'jobs', 'show', '1');
    expect(waits.stdout).not.toContain('device time');
  });
});

describe('lava jobs list', () => {
  it('reads as many pages as are asked for', async () => {
    const answers = {
      'GET /jobs?state=running&limit=200': { items: [job(9), job(8)], next: 'n8' },
      'GET /jobs?state=running&after=n8&limit=200': { items: [job(7)], next: null },
    };
    const ran = await lava(answers, 'job', 'ls', '--state', 'running', '--all', '-o', 'name');
    expect(ran).toEqual({ code: 0, stdout: '9\n8\n7\n', stderr: '' });
  });

  it('has the words of the web pages for people, and those of REST for programs', async () => {
    const answers = { 'GET /jobs?state=submitted&limit=25': { items: [job(9)], next: null } };
    const list = (...more: string[]) => lava(answers, 'jobs', 'list', '--columns', 'id,state', ...more);
    expect((await list('--state', 'queued')).stdout).toBe('ID  STATE\n9   queued\n');
    expect((await list('--state', 'submitted', '-o', 'csv')).stdout).toBe('id,state\n9,submitted\n');
  });

  it('says how to see older jobs', async () => {
    const ran = await lava(
      { 'GET /jobs?limit=1': { items: [job(9)], next: 'n9' } },
      'jobs',
      'list',
      '--limit',
      '1',
    );
    expect(ran.stderr).toBe('there are older jobs: add --before 9, or --all\n');
  });

  it('names every option that is wrong', async () => {
    const ran = await lava({}, 'jobs', 'list', '--limit', '-1', '--since', 'soon', '--state', 'waiting');
    expect(ran.code).toBe(2);
    expect(ran.stderr.split('\n')).toEqual([
      expect.stringContaining('--state must be one of queued,'),
      expect.stringContaining('--since must be an age such as 30m'),
      expect.stringContaining('--limit must be a whole number from 0 to 1000000, found "-1"'),
      '',
    ]);
  });
});

it('lists the queue in the order in which jobs are served', async () => {
  const items = [job(2, { priority: 90 }), job(1), job(3, { waiting: ['no device is free'] })];
  const ran = await lava(
    { 'GET /jobs?sort=queue&limit=100': { items, next: null } },
    ...['jobs', 'queue', '--columns', 'id,waits-for', '--no-header'],
  );
  expect(ran.stdout).toBe('2  -\n1  -\n3  no device is free\n');
});

it('says why a job waits, and why it ended', async () => {
  const why = async (more: object) =>
    (await lava({ 'GET /jobs/7': job(7, more) }, 'jobs', 'why', '7')).stdout;
  expect(await why({ waiting: ['worker w1 is offline', 'behind 3 jobs'] })).toBe(
    'worker w1 is offline\nbehind 3 jobs\n',
  );
  const error = { code: 'kernel-failure', kind: 'job', message: 'panic' };
  expect(await why({ state: 'finished', health: 'incomplete', error })).toBe('panic (kernel-failure, job)\n');
  expect(await why({ state: 'running' })).toBe('job 7 does not wait: it is running\n');
});

describe('lava results', () => {
  const result = (suite: string, name: string, verdict: string) => ({
    suite,
    set: null,
    name,
    result: verdict,
    measurement: null,
    units: null,
    reference: null,
    record: 1,
    startRecord: null,
    endRecord: null,
    id: 1,
    logged: null,
    metadata: {},
  });
  const results = [
    result('lava', 'validate', 'pass'),
    result('0_smoke', 'uname', 'pass'),
    result('1_ltp', 'uname', 'fail'),
  ];
  const shown = (...args: string[]) =>
    lava(
      { 'GET /jobs/7/results?limit=1000': { items: results, next: null } },
      'results',
      '7',
      ...args,
      '-o',
      'csv',
      '--no-header',
      '--columns',
      'suite,result',
    );

  it.each([
    [[], '0_smoke,pass\n1_ltp,fail\n'],
    [['--all'], 'lava,pass\n0_smoke,pass\n1_ltp,fail\n'],
    [['smoke'], '0_smoke,pass\n'],
    [['1_ltp', 'uname'], '1_ltp,fail\n'],
    [['lava'], 'lava,pass\n'],
  ])('of %j', async (args, text) => {
    expect((await shown(...args)).stdout).toBe(text);
  });

  it('fails for a test case that the job does not have', async () => {
    const ran = await shown('smoke', 'nothing');
    expect(ran).toMatchObject({ code: 8, stdout: '' });
  });
});

it('takes several levels of a log, and the number after them', async () => {
  const line = (lvl: string, msg: string) => JSON.stringify({ dt: TIME, lvl, msg });
  const lines = [line('target', 'a'), line('error', 'b'), line('warning', 'c'), line('info', 'd')];
  const answers = { 'GET /jobs/7/records?from=0': `${lines.join('\n')}\n`, 'GET /jobs/7/records?from=4': '' };
  const ran = await lava(answers, 'jobs', 'logs', '--level', 'error,warning', '--level', 'target', '7');
  expect(ran.stdout.match(/[a-d]$/gm)).toEqual(['a', 'b', 'c']);
});
