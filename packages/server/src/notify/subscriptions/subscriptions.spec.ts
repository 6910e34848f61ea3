// SPDX-License-Identifier: Apache-2.0
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { NewSubscription, SubscriptionDelivery } from '@lava/protocol/api/subscriptions.ts';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobExited, jobStarted } from '../../jobs/lifecycle.ts';
import { LogReader } from '../../logs/log-reader.ts';
import { assignJobs } from '../../scheduler/apply.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { atEnd } from '../../testing/at-end.ts';
import { silent } from '../../testing/database.ts';
import { Notifier } from '../notifier.ts';
import { allowedReceivers } from '../send/addresses.ts';

type Ask = Awaited<ReturnType<TestApi['as']>>;

let api: TestApi;
let [ann, bob, admin]: Ask[] = [];
let base: string;
const heard: { path: string; method: string; headers: IncomingHttpHeaders; body: string }[] = [];
const mails: { to: string; subject: string; text: string }[] = [];
let refusals = 0;

beforeAll(async () => {
  const receiver = createServer(async (request, response) => {
    const { url = '', method = '', headers } = request;
    heard.push({ path: url, method, headers, body: await text(request) });
    response.writeHead(url.startsWith('/recover') && refusals-- > 0 ? 503 : 200).end('thanks');
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  api = await testApi();
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
  [ann, bob, admin] = [await api.as('ann'), await api.as('bob'), await api.as('admin')];
  await api.db.run((q) =>
    q.updateTable('users').set({ email: 'bob@x.org' }).where('username', '=', 'bob').execute(),
  );
  await admin('POST', '/groups', { name: 'kernel', members: ['ann', 'bob'] });
  await admin('POST', '/groups', { name: 'other', members: ['bob'] });
  [ann, bob] = [await api.as('ann'), await api.as('bob')];
  const service = new Notifier({
    ...{ db: api.db, logs: new LogReader(api.db, api.store), log: silent, pages: 'https://lava.x.org/' },
    allowed: allowedReceivers(['127.0.0.0/8']),
    mailer: async (mail) => {
      mails.push(mail);
      return '250 queued';
    },
  });
  service.start();
  atEnd(async () => {
    await service.stop();
    receiver.close();
  });
});

beforeEach(async () => {
  heard.length = mails.length = 0;
  await api.db.run((q) => q.deleteFrom('subscriptions').execute());
});

async function subscribe(as: Ask | undefined, asked: object): Promise<NewSubscription> {
  const { status, body } = await (as as Ask)('POST', '/subscriptions', {
    name: 'nightly',
    every: 0,
    ...asked,
  });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

async function run(health: 'complete' | 'incomplete', more: object = {}): Promise<number> {
  const definition = {
    ...{ job_name: 'boot <@all>', device_type: 'qemu', visibility: 'public' },
    ...{ timeouts: { job: { minutes: 5 } }, actions: [{ boot: { method: 'minimal', prompts: ['#'] } }] },
    ...more,
  };
  const { body } = await (ann as Ask)('POST', '/jobs', { definition: JSON.stringify(definition) });
  const { id } = body as { id: number };
  expect(await assignJobs(api.db)).toEqual([id]);
  await jobStarted(api.db, 'lab-1', id);
  const error = { code: 'test-failure', kind: 'test', message: 'x' } as const;
  const status = { health, ...(health === 'incomplete' && error) } as never;
  await jobExited(api.db, 'lab-1', id, { records: 0, status });
  return id;
}

const times = { timeout: 30_000, interval: 50 };
const told = (count: number) => vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(count), times);
const looked = () =>
  vi.waitFor(async () => {
    expect(await api.db.run((q) => q.selectFrom('ended_jobs').selectAll().execute())).toEqual([]);
  }, times);
async function deliveries(as: Ask | undefined, id: number): Promise<SubscriptionDelivery[]> {
  const { body } = await (as as Ask)('GET', `/subscriptions/${id}/deliveries`);
  return (body as { items: SubscriptionDelivery[] }).items;
}

describe('a subscription', () => {
  it('sends jobs to a web hook that fit, signed, in one message', async () => {
    const made = await subscribe(bob, {
      kind: 'webhook',
      url: `${base}/hook?key=1`,
      filter: 'health:incomplete',
    });
    expect(made).toMatchObject({
      target: `${base}/hook?…`,
      owner: 'bob',
      secret: expect.stringMatching(/^whsec_/),
    });
    await run('complete');
    const [first, second] = [await run('incomplete'), await run('incomplete')];
    await told(1);
    const [{ method, headers, body }] = heard as [(typeof heard)[0]];
    expect(method).toBe('POST');
    const [id, time] = [headers['webhook-id'], headers['webhook-timestamp']];
    const key = Buffer.from((made.secret ?? '').slice('whsec_'.length), 'base64');
    const mac = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(Math.abs(Number(time) - Date.now() / 1_000)).toBeLessThan(30);
    const { type, data } = JSON.parse(body);
    expect(type).toBe('jobs.finished');
    expect(data.jobs).toMatchObject([
      { id: first, health: 'incomplete', device: 'qemu-1', url: `https://lava.x.org/jobs/${first}` },
      { id: second },
    ]);
    await vi.waitFor(
      async () =>
        expect(await deliveries(bob, made.id)).toMatchObject([
          {
            kind: 'webhook',
            state: 'delivered',
            attempts: 1,
            status: 200,
            answer: 'thanks',
            jobs: [first, second],
          },
        ]),
      times,
    );
    expect((await ann?.('GET', `/subscriptions/${made.id}`))?.status).toBe(404);
    expect((await ann?.('DELETE', `/subscriptions/${made.id}`))?.status).toBe(404);
    expect((await bob?.('GET', '/subscriptions'))?.body).toMatchObject({ items: [{ id: made.id }] });
    expect(JSON.stringify((await bob?.('GET', `/subscriptions/${made.id}`))?.body)).not.toContain('whsec_');
  });

  it('never reports a job that its owner may not see', async () => {
    const url = `${base}/hidden`;
    const [his, groups, hers] = [
      await subscribe(bob, { kind: 'webhook', url }),
      await subscribe(bob, { kind: 'webhook', url, group: 'kernel' }),
      await subscribe(ann, { kind: 'slack', url }),
    ];
    const personal = await run('complete', { visibility: 'personal' });
    const open = await run('complete', { visibility: { group: ['kernel'] } });
    await told(3);
    await looked();
    const jobsOf = async (as: Ask | undefined, { id }: { id: number }) =>
      (await deliveries(as, id)).flatMap(({ jobs }) => jobs);
    expect(await jobsOf(bob, his)).toEqual([open]);
    expect(await jobsOf(bob, groups)).toEqual([open]);
    expect(await jobsOf(ann, hers)).toEqual([personal, open]);
    for (const { body } of heard.filter(({ body }) => !body.includes('"text"')))
      expect(body).not.toContain(`/jobs/${personal}"`);
  });

  it('whose owner may not see the job any more when it is sent says so instead', async () => {
    const made = await subscribe(bob, { kind: 'webhook', url: `${base}/late`, every: 3_600 });
    const first = await run('complete');
    await told(1);
    const second = await run('complete');
    await looked();
    await api.db.run((q) =>
      q.updateTable('jobs').set({ visibility: 'personal' }).where('id', '=', second).execute(),
    );
    const waits = await deliveries(admin, made.id);
    expect(waits).toMatchObject([{ state: 'waiting', attempts: 0, jobs: [second] }, { jobs: [first] }]);
    expect(Date.parse(waits[0]?.nextTry ?? '')).toBeGreaterThan(Date.now() + 3_000_000);
    await bob?.('POST', `/subscriptions/${made.id}/deliveries/${waits[0]?.id}/repeat`);
    await vi.waitFor(
      async () =>
        expect((await deliveries(bob, made.id))[0]).toMatchObject({
          ...{ state: 'failed', jobs: [] },
          error: 'its jobs are gone, or its owner may not see them any more',
        }),
      times,
    );
    expect(heard).toHaveLength(1);
  });

  it('is tried again when the receiver is away, and sent once more when asked to', async () => {
    refusals = 1;
    const made = await subscribe(ann, {
      ...{ kind: 'matrix', url: `${base}/recover/`, room: '!room:x.org', secret: 'syt_token' },
    });
    await run('incomplete');
    await told(1);
    await vi.waitFor(
      async () =>
        expect(await deliveries(ann, made.id)).toMatchObject([
          { state: 'waiting', attempts: 1, status: 503 },
        ]),
      times,
    );
    const [{ id }] = (await deliveries(ann, made.id)) as [SubscriptionDelivery];
    expect(heard[0]).toMatchObject({ method: 'PUT', headers: { authorization: 'Bearer syt_token' } });
    expect(heard[0]?.path).toMatch(
      RegExp(`^/recover/_matrix/client/v3/rooms/!room%3Ax.org/send/m.room.message/lava-${id}-\\d+$`),
    );
    const repeat = (as: Ask | undefined) => as?.('POST', `/subscriptions/${made.id}/deliveries/${id}/repeat`);
    const delivered = (attempts: number) =>
      vi.waitFor(
        async () =>
          expect(await deliveries(ann, made.id)).toMatchObject([{ id, state: 'delivered', attempts }]),
        times,
      );
    // It waits: the next attempt is now.
    await repeat(ann);
    await delivered(2);
    expect(heard[1]?.path).toBe(heard[0]?.path);
    // It is over: the receiver must not take it for the one that it has.
    await repeat(ann);
    await delivered(1);
    expect(heard[2]?.path).not.toBe(heard[0]?.path);
    expect((await repeat(bob))?.status).toBe(404);
  });

  it('is not repeated without end: there is one of each message, and an hour has its limit', async () => {
    const made = await subscribe(bob, { kind: 'slack', url: `${base}/flood` });
    await run('incomplete');
    await told(1);
    const [{ id }] = (await deliveries(bob, made.id)) as [SubscriptionDelivery];
    const asked = await Promise.all(
      Array.from({ length: 70 }, () => bob?.('POST', `/subscriptions/${made.id}/deliveries/${id}/repeat`)),
    );
    const statuses = Map.groupBy(asked, (answer) => answer?.status);
    expect(statuses.get(200)?.length).toBeLessThanOrEqual(60);
    expect(statuses.get(429)?.[0]?.body).toMatchObject({ code: 'too-many-requests' });
    expect(await deliveries(bob, made.id)).toHaveLength(1);
  });

  it('by mail goes to the account, or to each member of the group', async () => {
    const made = await subscribe(admin, { kind: 'mail', group: 'kernel', filter: 'type:qemu' });
    const job = await run('incomplete');
    await vi.waitFor(() => expect(mails).toHaveLength(1), times);
    expect(mails[0]).toMatchObject({ to: 'bob@x.org', subject: '[LAVA] nightly: 1 job, 1 incomplete' });
    expect(mails[0]?.text).toContain(
      `job ${job} is incomplete: boot <@all> (qemu-1)\n  https://lava.x.org/jobs/${job}`,
    );
    expect(mails[0]?.text).toContain(`lava subscriptions delete ${made.id}`);
    expect((await bob?.('DELETE', `/subscriptions/${made.id}`))?.status).toBe(204);
    await run('incomplete');
    await looked();
    expect(mails).toHaveLength(1);
  });

  it('is refused when it could never fire, or is not theirs to make', async () => {
    const refused = async (asked: object) => {
      const { status, body } = await (ann as Ask)('POST', '/subscriptions', { name: 'x', ...asked });
      return `${status} ${JSON.stringify(body)}`;
    };
    expect(await refused({ kind: 'mail', filter: 'state:running' })).toMatch(/^400 .*jobs that are over/);
    expect(await refused({ kind: 'mail', filter: 'healht:complete' })).toMatch(/^400 .*health/);
    expect(await refused({ kind: 'mail', group: 'other' })).toMatch(/^404 .*other/);
    expect(await refused({ kind: 'slack' })).toMatch(/^400/);
    expect(await refused({ kind: 'slack', url: 'file:///etc/passwd' })).toMatch(/^400/);
    expect(await refused({ kind: 'mail', url: base })).toMatch(/^400/);
    expect(await refused({ kind: 'webhook', url: base, secret: 'short' })).toMatch(/^400 .*whsec_/);
  });

  it('asks nothing that is not on the internet', async () => {
    const made = await subscribe(ann, { kind: 'teams', url: 'http://10.1.2.3/x' });
    await run('complete');
    await vi.waitFor(
      async () =>
        expect(await deliveries(ann, made.id)).toMatchObject([
          { state: 'failed', error: expect.stringContaining('not on the internet') },
        ]),
      times,
    );
  });
});
