// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { accountNamed } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { Ingest } from '../../ingest/ingest.ts';
import { lavaJobEnded } from '../../jobs/lava-dispatcher.ts';
import { jobStarted } from '../../jobs/lifecycle.ts';
import { LogReader } from '../../logs/log-reader.ts';
import { Notifier } from '../../notify/notifier.ts';
import { allowedReceivers } from '../../notify/send/addresses.ts';
import { assignJobs } from '../../scheduler/apply.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { atEnd } from '../../testing/at-end.ts';
import { silent } from '../../testing/database.ts';
import { CALLBACK, READS, type Read } from '../../testing/read-by-clients.ts';
import { answerOf, basic, callText } from '../../testing/xmlrpc.ts';
import { PAGES } from './route.ts';

/** Addresses of LAVA's pages, as scripts fetch them. */

let api: TestApi;
let token: string;
let open: number;
let personal: number;

beforeAll(async () => {
  api = await testApi('events_port: 5500\n');
  const ann = await api.lab.user('ann');
  await api.lab.user('bob');
  token = (await addToken(api.db, await accountNamed(api.db, 'ann'), 'test')).token;
  await api.lab.deviceType();
  await api.lab.worker();
  open = await api.lab.job({ submitter: ann });
  personal = await api.lab.job({ submitter: ann, visibility: 'personal' });
});

const get = (url: string, headers: Record<string, string> = {}) => api.app.inject({ url, headers });

describe('downloads by address', () => {
  it('gives the definition and the results of a public job to everybody', async () => {
    const definition = await get(`/scheduler/job/${open}/definition/plain`);
    expect(definition.headers['content-type']).toBe('text/plain');
    expect(definition.body).toBe('job_name: test\n');
    expect((await get(`/results/${open}/csv`)).body).toMatch(/^job,suite,result,.*\r\n$/);
    expect((await get(`/results/${open}/yaml_summary`)).body).toBe('[]\n');
  });

  it('takes name and token from the address, and no header', async () => {
    const address = `/scheduler/job/${personal}/definition/plain`;
    expect((await get(address)).statusCode).toBe(403);
    expect((await get(address, { authorization: `Token ${token}` })).statusCode).toBe(403);
    expect((await get(`${address}?user=bob&token=${token}`)).statusCode).toBe(403);
    expect((await get(`${address}?user=ann&token=wrong`)).statusCode).toBe(403);
    const own = await get(`${address}?user=ann&token=${token}`);
    expect(own).toMatchObject({ statusCode: 200, body: 'job_name: test\n' });
    expect(own.headers['cache-control']).toContain('no-store');
  });

  it('shows no file of a personal job to a stranger', async () => {
    const files = Object.keys(PAGES).filter((path) => path.includes(':job'));
    expect(files.length).toBeGreaterThan(7);
    for (const path of files) {
      const answer = await get(path.replace(':job', String(personal)).replace(':suite', 'lava'));
      expect([path, answer.statusCode]).toEqual([path, 403]);
    }
  });

  it('gives what a device type says by itself, if it may be seen', async () => {
    const type = await get('/scheduler/devicetypeyaml/qemu');
    expect(type).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/yaml' } });
    expect(type.body).toMatch(/^ {2}(deploy|boot):$/m);
    expect((await get("/scheduler/devicetypeyaml/x'%20%25}{{7*7}}")).statusCode).toBe(404);
  });

  it('leads people to our pages', async () => {
    expect((await get(`/scheduler/job/${open}`)).headers.location).toBe(`/jobs/${open}`);
    expect((await get('/scheduler/device/a%2F..%2Fb')).statusCode).toBe(404);
    expect((await get('/scheduler/worker/lab-1')).headers.location).toBe('/workers/lab-1');
    expect((await get(`/results/${open}`)).headers.location).toBe(`/jobs/${open}`);
    expect((await get(`/results/${open}/no-such-suite`)).statusCode).toBe(404);
    expect((await get('/static/docs/v2/index.html')).headers.location).toBe('/api/docs');
    expect((await get('/scheduler/job/4711')).statusCode).toBe(404);
    expect((await get('/scheduler/job/1x')).statusCode).toBe(404);
    expect((await get('/scheduler/nothing-like-this')).statusCode).toBe(404);
  });
});

const DT = '2026-11-30T10:00:00.000000+00:00';
const said = (lvl: JobRecord['lvl'], msg: JobRecord['msg']) => encodeRecord({ dt: DT, lvl, msg });
const LOG = [
  said('target', 'Linux version 6 \u00fc'),
  said('results', { definition: 'lava', case: 'auto-login-action', result: 'pass', duration: '12.5' }),
  said('event', 'half way'),
  said('results', {
    definition: '0_smoke',
    case: 'speed',
    result: 'pass',
    measurement: '1.5',
    units: 'MB/s',
  }),
  said('results', {
    definition: '0_smoke',
    case: 'boots',
    set: 'first',
    result: 'fail',
    starttc: 0,
    endtc: 1,
  }),
  said('results', {
    ...{ definition: 'lava', case: 'job', result: 'fail' },
    ...{ error_type: 'Infrastructure', error_msg: 'no power' },
  }),
];

describe('programs that use a LAVA server', () => {
  let base: string;
  let definition: string;
  const names: Record<string, string | number> = {};
  let called: { authorization: string | undefined; body: unknown } | undefined;

  /** As they do: addresses without a slash are followed. */
  async function answerTo(ask: Read['ask']): Promise<unknown> {
    const filled = <T>(value: T): T => {
      if (typeof value !== 'string') return value;
      if (value === '{definition}') return definition as T;
      const [, only] = /^{(\w+)}$/.exec(value) ?? [];
      return (only ? names[only] : value.replace(/{(\w+)}/g, (_, key) => String(names[key]))) as T;
    };
    if ('call' in ask) {
      const body = callText(ask.call, ask.params.map(filled));
      const headers = { ...basic('ann', token), 'content-type': 'text/xml' };
      const answer = await fetch(`${base}/RPC2`, { method: 'POST', body, headers });
      return answerOf(await answer.text());
    }
    const signed = 'without' in ask ? {} : { authorization: `Token ${token}` };
    const answer = await fetch(`${base}${filled('get' in ask ? ask.get : ask.post)}`, {
      ...{ method: 'get' in ask ? 'GET' : 'POST', headers: signed },
      ...('form' in ask && { body: new URLSearchParams({ definition }) }),
      ...('json' in ask && {
        body: JSON.stringify({ definition }),
        headers: { ...signed, 'content-type': 'application/json' },
      }),
    });
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return isJson ? answer.json() : answer.text();
  }

  const submit = async () =>
    z
      .object({ job_ids: z.tuple([z.int()]) })
      .parse(await answerTo({ post: '/api/v0.2/jobs/', json: { definition } })).job_ids[0];

  beforeAll(async () => {
    const { app, db, store, lab } = api;
    await lab.device();
    const receiver = createServer(async (request, response) => {
      // Those of other jobs come later.
      called ??= { authorization: request.headers.authorization, body: JSON.parse(await text(request)) };
      response.end();
    });
    receiver.listen(0, '127.0.0.1');
    await Promise.all([once(receiver, 'listening'), app.listen({ host: '127.0.0.1', port: 0 })]);
    const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    base = addressOf(app.server);
    const hook = {
      url: `${addressOf(receiver)}/`,
      method: 'POST',
      token: 'lab-token',
      dataset: 'all',
      'content-type': 'json',
    };
    definition = JSON.stringify({
      ...{ job_name: 'kernel', device_type: 'qemu', priority: 100, visibility: 'public' },
      ...{ timeouts: { job: { minutes: 5 } }, metadata: { build: 'next', smoke__version: '1' } },
      ...{ actions: [{ boot: { method: 'minimal', prompts: ['#'] } }] },
      notify: { criteria: { status: 'finished' }, callback: hook },
    });
    const logs = new LogReader(db, store);
    const notifier = new Notifier({ db, logs, log: silent, allowed: allowedReceivers(['127.0.0.0/8']) });
    const ingest = new Ingest({ db, store, log: silent, onComplete: () => undefined });
    atEnd(async () => {
      await notifier.stop();
      await ingest.close();
      receiver.close();
    });
    const job = await submit();
    await assignJobs(db);
    await jobStarted(db, 'lab-1', job);
    const header = { type: 'records', job, from: 0, count: LOG.length, attempt: 1 } as const;
    await new Promise((stored) =>
      ingest.add(header, Buffer.from(LOG.map((line) => `${line}\n`).join('')), 'lab-1', stored),
    );
    const failed = { result: 'fail', errorType: 'Infrastructure', errors: 'no power' } as const;
    await lavaJobEnded(db, 'lab-1', job, failed);
    notifier.start();
    const suites = await answerTo({ get: `/api/v0.2/jobs/${job}/suites/` });
    const [suite] = z.object({ results: z.array(z.object({ id: z.int() })) }).parse(suites).results;
    Object.assign(names, { job, queued: await submit(), suite: suite?.id, token });
  });

  it.each(READS.map((read) => [read.client, JSON.stringify(read.ask), read] as const))(
    'find what they read: %s, %s',
    async (_client, _ask, { ask, reads }) => {
      const answer = await answerTo(ask);
      const wrong = reads.safeParse(answer).error?.issues ?? [];
      expect(wrong, JSON.stringify(answer)).toEqual([]);
    },
  );

  it('find it in callbacks: KernelCI', async () => {
    await expect.poll(() => called, { timeout: 20_000 }).toBeDefined();
    expect(called?.authorization).toBe('lab-token');
    const read = CALLBACK.safeParse(called?.body);
    expect(read.error?.issues ?? [], JSON.stringify(called?.body)).toEqual([]);
    expect(read.data?.results['0_smoke']).toMatchObject([
      { name: 'speed', measurement: expect.stringMatching(/^1\.50*$/), unit: 'MB/s' },
      { name: 'boots', metadata: { set: 'first' } },
    ]);
  });

  it('give its submitter what the callback was sent, and nobody else', async () => {
    await expect.poll(() => called, { timeout: 20_000 }).toBeDefined();
    const data = (search: string) => fetch(`${base}/scheduler/job/${names.job}/job_data${search}`);
    const own = await data(`?user=ann&token=${token}`);
    expect(own.headers.get('content-type')).toBe('application/json');
    expect(await own.json()).toEqual(called?.body);
    expect((await data('')).status).toBe(403);
    expect((await get(`/scheduler/job/${open}/job_data`)).statusCode).toBe(404);
  });
});
