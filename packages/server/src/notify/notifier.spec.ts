// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Delivery } from '@lava/protocol/api/notifications.ts';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { jobLost, jobStarted } from '../jobs/lifecycle.ts';
import { LogReader } from '../logs/log-reader.ts';
import { assignJobs } from '../scheduler/apply.ts';
import { type TestApi, testApi } from '../testing/api.ts';
import { atEnd } from '../testing/at-end.ts';
import { silent } from '../testing/database.ts';
import { Notifier } from './notifier.ts';
import { allowedReceivers } from './send/addresses.ts';

interface Heard {
  path: string;
  method: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let api: TestApi;
let ann: Awaited<ReturnType<TestApi['as']>>;
let receiver: Server;
let port: number;
let base: string;
const heard: Heard[] = [];
const failing = new Set<string>();

/** What receivers do, by the first part of the path. */
const MANNERS: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  good: (_, response) => response.end('thanks'),
  hang: () => undefined,
  endless: (_, response) => {
    const more = () => response.write('x'.repeat(65_536), () => setImmediate(more));
    response.on('error', () => undefined);
    more();
  },
  move: (_, response) => response.writeHead(302, { location: `${base}/good/moved` }).end(),
  refuse: (_, response) => response.writeHead(403).end('wrong token'),
  recover: ({ url = '' }, response) => response.writeHead(failing.has(url) ? 503 : 200).end('\0busy'),
  lie: (_, response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'),
  garbage: (_, response) => response.socket?.end('hello there\r\n\r\n'),
};

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const { url = '', method = '', headers } = request;
    heard.push({ path: url, method, headers, body: await text(request) });
    MANNERS[url.split('/')[1] ?? '']?.(request, response);
  });
  receiver.listen(0);
  await once(receiver, 'listening');
  port = (receiver.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port}`;
  api = await testApi();
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
  ann = await api.as('ann');
  await api.as('bob');
  await api.as('admin');
  atEnd(async () => {
    receiver.closeAllConnections();
    receiver.close();
  });
});

const running: Notifier[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

/** Stopped after the test. */
function notifier(allowed = ['127.0.0.0/8']): Notifier {
  const logs = new LogReader(api.db, api.store);
  const made = new Notifier({ db: api.db, logs, log: silent, allowed: allowedReceivers(allowed) });
  running.push(made);
  made.start();
  return made;
}

async function submit(notify: object): Promise<number> {
  const definition = {
    ...{ job_name: 'told', device_type: 'qemu', visibility: 'public', timeouts: { job: { minutes: 5 } } },
    ...{ actions: [{ boot: { method: 'minimal', prompts: ['#'] } }], notify },
  };
  const { status, body } = await ann('POST', '/jobs', { definition: JSON.stringify(definition) });
  expect(status).toBe(200);
  return (body as { id: number }).id;
}

/** Each of those that behave badly is a host of its own. */
const hostOf = (path: string) =>
  path.startsWith('good') ? base : `http://127.0.0.${2 + Object.keys(MANNERS).indexOf(path)}:${port}`;

const callbacks = (paths: string[], more: object = {}) => ({
  criteria: { status: 'finished' },
  callbacks: paths.map((path) => ({ url: `${hostOf(path)}/${path}/{ID}`, ...more })),
});
const end = (job: number) => ann('POST', `/jobs/${job}/cancel`);
const told = async (job: number) =>
  ((await ann('GET', `/jobs/${job}/deliveries`)).body as { items: Delivery[] }).items;
const PATIENT = { timeout: 30_000, interval: 50 };
/** Once this many of them are over. */
const settled = (job: number, count: number) =>
  vi.waitFor(async () => {
    const items = await told(job);
    const over = items.filter(({ state }) => state !== 'waiting');
    expect(over.length, JSON.stringify(items)).toBeGreaterThanOrEqual(count);
    return items;
  }, PATIENT);

describe('a job that ended', () => {
  it('is notified of once, though no process was there to do it, and two are then', async () => {
    await ann('POST', '/artifact-tokens', { name: 'hook', token: 'the-secret' });
    const job = await submit({
      ...callbacks(['good/a'], { method: 'POST', token: 'hook', 'content-type': 'json', dataset: 'all' }),
    });
    await end(job);
    notifier();
    notifier();
    const [delivery] = await settled(job, 1);
    expect(delivery).toMatchObject({
      state: 'delivered',
      attempts: 1,
      status: 200,
      answer: 'thanks',
      error: null,
    });
    expect(delivery?.target).toBe(`${base}/good/a/${job}`);
    await Promise.all(running.map((each) => each.stop()));
    const [only, ...more] = heard.filter(({ path }) => path === `/good/a/${job}`);
    expect(more).toEqual([]);
    expect(only?.headers).toMatchObject({ authorization: 'the-secret', 'content-type': 'application/json' });
    expect(JSON.parse(only?.body ?? '')).toMatchObject({
      ...{ id: job, status: 4, status_string: 'canceled', submitter_username: 'ann', log: '', results: {} },
    });
    expect(await told(job)).toHaveLength(1);
  });

  it('reaches receivers that answer, whatever the others do', async () => {
    notifier();
    const bad = ['hang', 'endless', 'move', 'refuse', 'lie', 'garbage'].flatMap((one) => Array(6).fill(one));
    const job = await submit(callbacks([...bad, 'good/b']));
    const began = performance.now();
    await end(job);
    await vi.waitFor(() => expect(heard.some(({ path }) => path === `/good/b/${job}`)).toBe(true), PATIENT);
    expect(performance.now() - began).toBeLessThan(9_000);
    const of = async (manner: string) =>
      (await settled(job, 19)).filter(({ target }) => target.includes(`/${manner}/`));
    expect((await of('move'))[0]).toMatchObject({
      state: 'failed',
      status: 302,
      error: expect.stringContaining('not followed'),
    });
    expect((await of('refuse'))[0]).toMatchObject({ state: 'failed', status: 403, answer: 'wrong token' });
    expect((await of('endless'))[0]?.answer).toBe('x'.repeat(1_024));
    expect((await of('garbage'))[0]).toMatchObject({ state: 'waiting', error: expect.any(String) });
    expect(heard.filter(({ path }) => path.startsWith('/good/moved'))).toEqual([]);
  });

  it('reaches a busy receiver later, and again when its owner says so', async () => {
    notifier();
    const job = await submit(callbacks(['recover']));
    failing.add(`/recover/${job}`);
    await end(job);
    const [waiting] = await vi.waitFor(async () => {
      const items = await told(job);
      expect(items[0]?.error).toBe('the receiver answered 503');
      return items;
    }, PATIENT);
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, answer: '\ufffdbusy' });
    expect(Date.parse(waiting?.nextTry ?? '') - Date.parse(waiting?.created ?? '')).toBeGreaterThan(5_000);
    failing.clear();
    const path = `/jobs/${job}/deliveries/${waiting?.id}/repeat`;
    expect(await (await api.as('bob'))('POST', path)).toMatchObject({ status: 403 });
    expect(await ann('POST', path)).toMatchObject({ status: 200, body: { state: 'waiting', attempts: 1 } });
    expect((await settled(job, 1))[0]).toMatchObject({ state: 'delivered', attempts: 2, error: null });
  });

  it('calls nothing that is not on the internet, unless the admin allows it', async () => {
    notifier([]);
    const job = await submit({
      criteria: { status: 'finished' },
      callbacks: [`${base}/good/x`, base.replace('127.0.0.1', 'localhost'), 'http://[::1]/', 'ftp://x/'].map(
        (url) => ({ url }),
      ),
    });
    await end(job);
    const items = await settled(job, 4);
    expect(items.map(({ state, attempts }) => [state, attempts])).toEqual(Array(4).fill(['failed', 1]));
    expect(items.filter(({ error }) => error?.includes('private_receivers'))).toHaveLength(3);
    expect(heard.some(({ path }) => path.startsWith('/good/x'))).toBe(false);
  });

  it('is notified of by its criteria: at the start, at the end, by its outcome', async () => {
    notifier();
    const jobs: Record<string, number> = {};
    for (const status of ['running', 'complete', 'incomplete', 'canceled', 'all'])
      jobs[status] = await submit({
        criteria: { status },
        callback: { url: `${base}/good/c/{ID}/{STATUS_STRING}` },
      });
    for (let n = 2; n <= 5; n++) await api.lab.device(`qemu-${n}`);
    expect(await assignJobs(api.db)).toHaveLength(5);
    for (const job of Object.values(jobs)) {
      expect(await jobStarted(api.db, 'lab-1', job)).toBe(true);
      if (job === jobs.all) await settled(job, 1);
      await jobLost(api.db, job);
    }
    const words = async (job = 0, count = 1) =>
      (await settled(job, count)).map(({ target }) => target.split('/').at(-1));
    expect(await words(jobs.all, 2)).toEqual(['running', 'incomplete']);
    expect(await words(jobs.incomplete)).toEqual(['incomplete']);
    expect(await words(jobs.complete, 0)).toEqual([]);
    expect(await words(jobs.canceled, 0)).toEqual([]);
  });
});

describe('secrets', () => {
  it('of callbacks are for the submitter, and those that are kept are shown to nobody', async () => {
    const callback = { url: 'http://u:pass@x.org/', token: 'written-here' };
    const job = await submit({ criteria: { status: 'finished' }, callback });
    const bob = await api.as('bob');
    const seen = (await bob('GET', `/jobs/${job}/definition`)).body as string;
    expect(seen).not.toMatch(/written-here|pass@/);
    expect((await ann('GET', `/jobs/${job}/definition`)).body).toContain('written-here');
    expect(await bob('GET', `/jobs/${job}/deliveries`)).toMatchObject({ status: 403 });
    await ann('POST', '/artifact-tokens', { name: 'mine', token: 'very-secret' });
    expect(await ann('POST', '/artifact-tokens', { name: 'mine', token: 'x' })).toMatchObject({
      status: 409,
    });
    const { body } = await ann('GET', '/artifact-tokens');
    expect(JSON.stringify(body)).toContain('"mine"');
    expect(JSON.stringify(body)).not.toContain('very-secret');
    expect((await bob('GET', '/artifact-tokens')).body).toEqual({ items: [] });
    expect(await bob('DELETE', '/artifact-tokens/mine')).toMatchObject({ status: 404 });
    expect(await ann('DELETE', '/artifact-tokens/mine')).toMatchObject({ status: 204 });
    const history = JSON.stringify(await api.db.run((q) => q.selectFrom('audit_log').selectAll().execute()));
    expect(history).not.toContain('very-secret');
  });
});
