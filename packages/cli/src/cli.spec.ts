// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer, runLava } from './testing/fake-server.ts';

const job = {
  id: 7,
  description: 'first',
  state: 'finished',
  health: 'complete',
  priority: 50,
  submitter: 'admin',
  deviceType: 'qemu',
  device: 'qemu-01',
  worker: 'lab-1',
  submitTime: '2026-11-22T10:00:00.000Z',
  startTime: '2026-11-22T10:00:00.100Z',
  endTime: '2026-11-22T10:00:04.600Z',
  waiting: [],
  error: null,
  tags: [],
  visibility: 'public',
  queueTimeout: null,
  records: 3,
  logComplete: true,
  results: { pass: 1, fail: 0, skip: 0, unknown: 0 },
  metadata: {},
  resubmittedFrom: null,
  overhead: { start: 0.2, end: 0.1 },
};
const result = {
  suite: '0_first',
  set: null,
  name: 'uname',
  result: 'pass',
  measurement: '1.5',
  units: 'seconds',
  reference: null,
  record: 2,
  startRecord: null,
  endRecord: null,
  id: 1,
  logged: null,
  metadata: {},
};
const at = (second: number) => `2026-11-22T10:00:0${second}.000000+00:00`;
const records = [
  {
    dt: at(0),
    lvl: 'info',
    msg: 'start: 1 boot',
    step: { event: 'start', level: '1', name: 'boot', timeout: 30 },
  },
  { dt: at(1), lvl: 'target', msg: '\u001b]0;evil\u0007Linux \u001b[1mbooting\u001b[0m' },
  { dt: at(2), lvl: 'results', msg: { definition: '0_first', case: 'uname', result: 'pass' } },
  {
    dt: at(3),
    lvl: 'info',
    msg: 'end: 1 boot',
    step: { event: 'end', level: '1', name: 'boot', duration: 3, ok: true },
  },
];
const lines = records.map((record) => JSON.stringify(record));
const sse = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const streamOf = (end: object) => ({
  headers: { 'content-type': 'text/event-stream' },
  body: sse('records', { from: 0, lines }) + sse('job', { ...job, ...end }) + sse('end', {}),
});

describe('lava', () => {
  let home: string;
  let server: FakeServer | undefined;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lava-cli-'));
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(home, { recursive: true });
  });

  async function lava(answers: Record<string, unknown>, args: string[], input?: string) {
    server = await fakeServer(answers);
    return runLava(args, { XDG_CONFIG_HOME: home, LAVA_URL: server.url, LAVA_TOKEN: 'secret' }, input);
  }

  it('submits a job and shows it live, then the results', async () => {
    const answers = {
      'POST /jobs': { id: 7 },
      'GET /jobs/7/stream?from=0': streamOf({}),
      'GET /jobs/7/results?limit=1000': { items: [result], next: null },
    };
    const ran = await lava(answers, ['jobs', 'submit', '-', '--follow'], 'job_name: first\n');
    expect(ran.stdout.split('\n')).toEqual([
      '    0.00 ▸ 1 boot',
      '    1.00 │ Linux booting',
      '    2.00 ● pass 0_first/uname',
      '    3.00 ✓ 1 boot 3.00 s',
      '',
      'RESULT  TEST CASE      MEASUREMENT',
      'pass    0_first/uname  1.5 seconds',
      '',
      'job 7 is Complete after 4.60 s',
      '',
    ]);
    expect(ran.code).toBe(0);
    expect(server?.asked[0]).toMatchObject({
      authorization: 'Bearer secret',
      body: { definition: 'job_name: first\n' },
    });
  });

  it.each([
    [1, { health: 'incomplete', error: { code: 'kernel-failure', kind: 'job', message: 'panic' } }],
    [1, { results: { pass: 1, fail: 1 } }],
    [
      3,
      {
        health: 'incomplete',
        error: { code: 'download-failed', kind: 'infrastructure', message: 'no route' },
      },
    ],
    [4, { health: 'canceled', error: { code: 'canceled', kind: 'canceled', message: 'by admin' } }],
    [5, { health: 'canceled', error: { code: 'queue-timeout', kind: 'canceled', message: 'too long' } }],
  ])('ends with %i for a job that ended with %j', async (code, end) => {
    const results = { pass: 0, fail: 0, skip: 0, unknown: 0, ...('results' in end ? end.results : {}) };
    const answers = {
      'POST /jobs/6/resubmit': { id: 7 },
      'GET /jobs/7/stream?from=0': streamOf({ ...end, results }),
      'GET /jobs/7/results?limit=1000': { items: [], next: null },
    };
    const ran = await lava(answers, ['jobs', 'resubmit', '6', '--wait', '--json']);
    expect(JSON.parse(ran.stdout)).toMatchObject({ id: 7, ...end });
    expect(ran.code).toBe(code);
  });

  it('prints stored records as they are for programs', async () => {
    const answers = {
      'GET /jobs/7/records?from=0': `${lines.join('\n')}\n`,
      'GET /jobs/7/records?from=4': '',
    };
    const ran = await lava(answers, ['jobs', 'logs', '7', '--json']);
    expect(ran.stdout).toBe(`${lines.join('\n')}\n`);
  });

  it('tells every problem of a refused definition with its place', async () => {
    const problems = [
      { message: 'unknown key "timeout"', hint: 'did you mean "timeouts"?', where: { line: 3, column: 5 } },
    ];
    const refusal = {
      status: 400,
      body: { code: 'job-invalid', kind: 'job', message: 'not a job', problems },
    };
    const ran = await lava({ 'POST /jobs': refusal }, ['jobs', 'submit', '-']);
    expect(ran).toMatchObject({ code: 8, stdout: '' });
    const file = join(home, 'job.yaml');
    writeFileSync(file, 'timeout: 3\n');
    await server?.close();
    const named = await lava({ 'POST /jobs': refusal }, ['jobs', 'submit', file]);
    expect(named.stderr).toContain(`  ${file}:3:5: unknown key "timeout"`);
    expect(ran.stderr).toBe(
      'error: not a job (job-invalid)\n  line 3:5: unknown key "timeout" (did you mean "timeouts"?)\n',
    );
  });

  it('shows what a JSON job is translated to, and what was left out', async () => {
    const definition = 'job_name: old\n';
    const warnings = [{ severity: 'warning', message: 'boot: `options` was left out' }];
    const old = '{"actions": []}';
    const ran = await lava(
      { 'POST /jobs/translate': { definition, warnings } },
      ['jobs', 'translate', '-'],
      old,
    );
    expect(ran).toMatchObject({ code: 0, stdout: definition });
    expect(ran.stderr).toContain('boot: `options` was left out');
    expect(server?.asked[0]?.body).toEqual({ definition: old });
    await server?.close();
    const submitted = await lava({ 'POST /jobs': { id: 7, warnings } }, ['jobs', 'submit', '-'], old);
    expect(submitted.stdout).toContain('job 7: ');
    expect(submitted.stderr).toContain('boot: `options` was left out');
    await server?.close();
    const answers = { 'GET /jobs/7/definition?form=pipeline': definition };
    expect((await lava(answers, ['jobs', 'definition', '7', '--pipeline'])).stdout).toBe(definition);
  });

  it('tells connection, authorization and usage apart', async () => {
    const env = { XDG_CONFIG_HOME: home };
    expect((await runLava(['jobs', 'list', '--url', 'http://127.0.0.1:9'], env)).code).toBe(6);
    expect((await runLava(['jobs', 'list'], env)).code).toBe(7);
    expect((await runLava(['jobs', 'show', 'x', '--url', 'localhost'], env)).code).toBe(2);
    expect((await runLava(['jobs', 'list', '--nonsense'], env)).code).toBe(2);
    expect((await runLava(['nonsense'], env)).code).toBe(2);
    const denied = { status: 403, body: { code: 'forbidden', kind: 'job', message: 'no' } };
    expect((await lava({ 'GET /workers?limit=1000': denied }, ['workers', 'list', '--json'])).code).toBe(7);
  });

  it('makes a token from a password and keeps it readable by its owner only', async () => {
    const user = { username: 'admin', email: '', admin: true, groups: [] };
    server = await fakeServer({
      'POST /session': { headers: { 'set-cookie': 'sid=1; HttpOnly' }, body: { user, version: '1' } },
      'GET /session': { user, version: '1' },
      'POST /tokens': {
        id: 1,
        description: '',
        created: job.submitTime,
        expires: job.submitTime,
        lastUsed: null,
        token: 'tkn',
      },
      'DELETE /session': '',
    });
    const args = ['login', server.url, '--username', 'admin', '--password-file', '-'];
    const ran = await runLava(args, { XDG_CONFIG_HOME: home }, 'swordfish\n');
    expect(ran).toMatchObject({ code: 0, stdout: `signed in to ${server.url} as admin\n` });
    expect(server.asked[0]?.body).toEqual({ username: 'admin', password: 'swordfish' });
    const file = join(home, 'lava/credentials.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'lava')).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      current: server.url,
      servers: { [server.url]: { token: 'tkn', tokenId: 1 } },
    });
    const again = await runLava(['whoami', '--json'], { XDG_CONFIG_HOME: home });
    expect(JSON.parse(again.stdout)).toMatchObject({ url: server.url, user });
    expect(server.asked.at(-1)?.authorization).toBe('Bearer tkn');
  });

  it('takes the devices of a worker offline and back, and lists them', async () => {
    const path = 'POST /workers/lab-1/offline';
    const report = { devices: ['qemu-01', 'qemu-02'], jobs: [7] };
    const words = 'workers offline lab-1 --reason power --cancel'.split(' ');
    const off = await lava({ [path]: report }, words);
    expect(off.stdout).toBe('qemu-01 is offline\nqemu-02 is offline\njob 7 is canceled\n');
    expect(server?.asked).toMatchObject([{ body: { reason: 'power', cancel: true } }]);
    const back = { 'POST /workers/lab-1/online': { devices: ['qemu-01'], jobs: [] } };
    expect((await lava(back, ['workers', 'online', 'lab-1'])).stdout).toBe('qemu-01 is back\n');
    const json = await lava(back, ['workers', 'online', 'lab-1', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({ devices: ['qemu-01'], jobs: [] });
  });

  it('shows an admin the workers that ask to join, and lets one in', async () => {
    const worker = {
      name: 'lab-1',
      state: 'online',
      health: 'active',
      description: '',
      version: '1',
      lastSeen: job.submitTime,
      jobLimit: 0,
      devices: [],
      runningJobs: [],
      keyFingerprint: '0123456789abcdef',
    };
    const seen = { firstSeen: job.submitTime, lastSeen: job.submitTime, attempts: 3 };
    const request = { fingerprint: 'fedcba9876543210', address: '10.0.0.7', worker: null, ...seen };
    const answers = {
      'GET /workers?limit=1000': { items: [worker], next: null },
      'GET /join-requests': { items: [request], next: null },
    };
    const ran = await lava(answers, ['workers', 'list']);
    expect(ran.stderr).toContain('a worker asks to join: key fedcba9876543210 from 10.0.0.7');
    await server?.close();
    const denied = { status: 403, body: { code: 'forbidden', kind: 'job', message: 'no' } };
    const open = await lava({ ...answers, 'GET /join-requests': denied }, ['workers', 'list']);
    expect(open).toMatchObject({ code: 0, stderr: '' });
    await server?.close();
    const link = { controlPort: 5556, logPort: 5555, keyFingerprint: '0123', key: 'ab' };
    const system = { version: '1', api: 1, time: job.submitTime, link, embeddedDatabase: true };
    const key = await lava({ 'GET /system': system }, ['workers', 'server-key']);
    expect(key.stdout).toBe('--server 127.0.0.1 --control-port 5556 --log-port 5555 --server-key ab\n');
    await server?.close();
    const path = 'POST /join-requests/fedcba9876543210/accept';
    await lava({ [path]: { ...worker, name: 'lab-2' } }, ['workers', 'accept', 'lab-2', 'fedcba9876543210']);
    expect(server?.asked[0]?.body).toEqual({ name: 'lab-2' });
  });

  it('changes what an admin enters', async () => {
    const device = {
      name: 'qemu-01',
      deviceType: 'qemu',
      worker: 'lab-1',
      state: 'idle',
      health: 'good',
      description: '',
      tags: ['kvm'],
      currentJob: null,
      hasDictionary: true,
    };
    const ran = await lava({ 'PATCH /devices/qemu-01': device }, ['workers', 'assign', 'qemu-01', 'lab-1']);
    expect(ran.stdout).toBe('qemu-01 is on worker lab-1\n');
    expect(server?.asked[0]?.body).toEqual({ worker: 'lab-1' });
    await server?.close();
    const invitation = { name: 'lab-1', joinLine: 'lava-join://…', expires: job.submitTime };
    const added = await lava({ 'POST /workers': invitation }, ['workers', 'add', 'lab-1']);
    expect(added.stdout).toBe("echo 'lava-join://…' | lava-slave join\n");
  });
});
