// SPDX-License-Identifier: Apache-2.0
import { slowness } from '@lava/kit/testing/slowness.ts';
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../testing/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let ann: typeof admin;
beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
});

const JOB = (more = '') => `job_name: x
device_type: qemu
visibility: public
timeouts: {job: {minutes: 2}}
actions: [{command: {name: x}}]
${more}`;
const submit = (definition: string) => ann('POST', '/jobs', { definition });

describe('what the database cannot hold', () => {
  it.each<[string, string, unknown?]>([
    ['GET', '/jobs?search=%00'],
    ['GET', '/jobs?submitter=a%00'],
    ['GET', '/jobs?notSubmitter=%00'],
    ['POST', '/session', { username: 'a\0b', password: 'x' }],
    ['POST', '/session', { username: 'a', password: 'x\ud800' }],
    ['POST', '/tokens', { description: '\0' }],
    ['POST', '/tokens', { description: '\udc00' }],
    ['PATCH', '/devices/qemu-1', { description: 'a\0' }],
    ['PATCH', '/devices/qemu-1', { tags: ['a', 'b\0'] }],
    ['POST', '/users', { username: 'x', password: 'long enough\0' }],
    ['PUT', '/device-types/qemu/template', { text: '\0' }],
    ['POST', '/jobs', { definition: JOB('metadata: {a: "b"}\0') }],
    ['POST', '/jobs', { definition: JOB().replace('job_name: x', 'job_name: "a\\0b"') }],
    ['POST', '/jobs', { definition: JOB('metadata: {a: "b\\0"}') }],
    ['POST', '/jobs', { definition: JOB('metadata: {"b\\0": [1]}') }],
    ['POST', '/jobs', { definition: JOB('metadata: {a: [{b: "\\ud800"}]}') }],
    ['POST', '/jobs', { definition: JOB('tags: ["\\0"]') }],
    ['POST', '/jobs', { definition: JOB().replace('{job:', '{queue: {days: 99999999999}, job:') }],
  ])('in %s %s %j is refused with its place', async (method, path, body) => {
    const answer = await admin(method as 'GET', path, body);
    expect(answer).toMatchObject({ status: 400, body: { code: expect.stringMatching(/-invalid$|syntax$/) } });
  });

  it('has a place in a definition', async () => {
    const { body } = await submit(JOB('metadata:\n  k: "a\\0b"\n'));
    expect(body).toMatchObject({
      code: 'job-invalid',
      problems: [{ where: { line: 7, column: 3, path: ['metadata', 'k'] } }],
    });
  });

  it('is not what metadata may hold: numbers of any size, odd names', async () => {
    const metadata = `{big: ${'9'.repeat(40)}, huge: ${'9'.repeat(900)}, constructor: 1, toString: x, n: .nan, i: .inf}`;
    expect(await submit(JOB(`metadata: ${metadata}`))).toMatchObject({ status: 200 });
  });
});

describe('words of prototypes', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf'])(
    '%s is not a command of a JSON job, a key, a method, or no name of anything',
    async (word) => {
      const json = JSON.stringify({
        timeout: 60,
        target: 'qemu-1',
        job_name: 'x',
        actions: [{ command: word }],
      });
      for (const definition of [
        json,
        JOB(`${word}: 1`),
        JOB().replace('{command: {name: x}}', `{deploy: {to: ${word}}}`),
        JOB().replace('{command: {name: x}}', `{boot: {method: ${word}}}`),
        JOB().replace('{command: {name: x}}', `{${word}: {}}`),
        JOB(`context: {${word}: x}`),
        JOB().replace('device_type: qemu', `device_type: ${word}`),
      ]) {
        const answer = await submit(definition);
        expect([definition, answer.status]).not.toEqual([definition, 500]);
        if (definition === json) expect(answer.status).toBe(400);
      }
      for (const path of [`/devices/${word}`, `/device-types/${word}`, `/device-types/${word}/template`]) {
        expect((await admin('GET', path)).status).toBe(404);
      }
    },
  );
});

describe('two writers of one text', () => {
  it('without a condition come one after the other; with one, one wins', async () => {
    const put = (text: string, match?: string) =>
      admin('PUT', '/device-types/mine/template', { text }).then((answer) => ({ ...answer, match }));
    const all = await Promise.all(Array.from({ length: 8 }, (_, n) => put(`{# ${n} #}`)));
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const { etag } = (await admin('GET', '/device-types/mine/template')).headers;
    expect(etag).toBe('"8"');
    const answers = await atOnce('PUT', '/device-types/mine/template', String(etag), (n) => ({
      text: `{# second ${n} #}`,
    }));
    expect(answers).toEqual(ONE_WINS);
    // Who looked after it was removed saw none.
    await put('');
    expect(await atOnce('PUT', '/device-types/mine/template', '"0"', (n) => ({ text: `${n}` }))).toEqual(
      ONE_WINS,
    );
  });

  it('of a saved query, and of fair share: one wins', async () => {
    const { id } = (await admin('POST', '/queries', { name: 'mine', filter: '' })).body as { id: number };
    const query = await admin('GET', `/queries/${id}`);
    expect(
      await atOnce('PATCH', `/queries/${id}`, String(query.headers.etag), (n) => ({ description: `${n}` })),
    ).toEqual(ONE_WINS);
    expect(
      await atOnce('PATCH', '/fair-share', '"0"', (n) => ({ enabled: false, halfLifeHours: n + 1 })),
    ).toEqual(ONE_WINS);
    // A weight is divided against all others, so it counts as a change of the same thing.
    const { etag } = (await admin('GET', '/fair-share')).headers;
    expect(await atOnce('PUT', '/fair-share/users/admin', String(etag), (n) => ({ weight: n + 1 }))).toEqual(
      ONE_WINS,
    );
    expect((await admin('PATCH', `/queries/${id}`, { description: 'last' })).status).toBe(200);
  });

  const ONE_WINS = ['200', ...Array(5).fill('409 conflict')];
  const atOnce = async (
    method: 'PUT' | 'PATCH',
    path: string,
    seen: string,
    body: (n: number) => object,
  ): Promise<string[]> => {
    const { token } = (await admin('POST', '/tokens', {})).body as { token: string };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        api.app.inject({
          ...{ method, url: API_PREFIX + path, payload: body(n) },
          headers: { 'if-match': seen, authorization: `Bearer ${token}` },
        }),
      ),
    );
    return answers
      .map(({ statusCode, body }) => (statusCode < 300 ? '200' : `${statusCode} ${JSON.parse(body).code}`))
      .sort();
  };
});

describe('an answer', () => {
  it('that fails after its headers were chosen is an error that a client can read', async () => {
    const id = await api.lab.job({ next_seq: 1 });
    const { run_id } = await api.lab.jobRow(id);
    const lost = {
      run_id: run_id ?? 0,
      from_seq: 0,
      count: 1,
      file_offset: 0,
      length: 9,
      raw_length: 9,
      file: 77,
    };
    await api.db.run((q) => q.insertInto('log_chunks').values(lost).execute());
    for (const path of ['records', 'log.yaml', 'log.txt']) {
      for (const encoding of ['gzip', 'zstd', 'identity']) {
        const answer = await api.app.inject({
          url: `${API_PREFIX}/jobs/${id}/${path}`,
          headers: { 'accept-encoding': encoding },
        });
        expect(answer.statusCode).toBe(500);
        expect(answer.headers['content-encoding']).toBeUndefined();
        expect(answer.headers['content-type']).toContain('application/json');
        expect(answer.json()).toMatchObject({ code: 'bug' });
      }
    }
  });

  it.each(['/', '/jobs/5', '/healthz', '/api/v1/jobs', '/api/v1/nothing', '/api/docs/'])(
    'of %s lets pages run what comes from here only',
    async (url) => {
      const policy = String((await api.app.inject(url)).headers['content-security-policy']);
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    },
  );
});

describe('a hostile definition', () => {
  const many = (count: number, line: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => line(n)).join('');
  const texts: [string, string][] = [
    ['60,000 unknown keys', JOB(many(60_000, (n) => `k${n}: 1\n`))],
    ['20,000 broken actions', `${JOB().replace(/actions.*/, 'actions:')}${many(20_000, () => '- x: 1\n')}`],
    [
      'a small text of 150,000 values',
      JOB(`metadata: {a: &a [${'1,'.repeat(400)}], b: [${'*a,'.repeat(370)}]}`),
    ],
    ['1.8 MiB of one test', JOB(`metadata: {a: "${'x'.repeat(1_800_000)}"}`)],
  ];

  it.each(texts)('of %s leaves the loop free', async (_, definition) => {
    // What is made at the first use: the thread, and the code for requests of this size.
    await ann('POST', '/jobs/validate', { definition: JOB(many(30_000, (n) => `warm${n}: 1\n`)) });
    const before = process.threadCpuUsage();
    const answer = await ann('POST', '/jobs/validate', { definition });
    const { user, system } = process.threadCpuUsage(before);
    expect(answer.status).toBe(200);
    expect((answer.body as { problems: unknown[] }).problems.length).toBeLessThanOrEqual(101);
    // The whole request with its JSON, in many pieces; the same work in this thread takes seconds.
    expect((user + system) / 1_000).toBeLessThan(400 * slowness());
  });
});
