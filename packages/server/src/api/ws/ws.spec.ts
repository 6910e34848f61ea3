// SPDX-License-Identifier: Apache-2.0
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { accountNamed } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { tellTestEvents } from '../../db/queries/test-events.ts';
import { changeDevice } from '../../devices/devices.ts';
import { COMMAND_LINE } from '../../rights/permissions.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { atEnd } from '../../testing/at-end.ts';
import { makeWorkerToken } from '../../workers/http-tokens.ts';

/** LAVA's events by WebSocket, as `lavacli events listen`, LAVA's workers and SQUAD follow them. */

interface Heard {
  frames: string[];
  topic: string;
  user: string;
  data: Record<string, unknown>;
}

let api: TestApi;
let url: string;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  api = await testApi();
  const { db, lab } = api;
  for (const user of ['ann', 'bob', 'root']) {
    await lab.user(user, user === 'root');
    tokens[user] = (await addToken(db, await accountNamed(db, user), 'test')).token;
  }
  await lab.deviceType();
  await lab.worker();
  await lab.device('qemu-1');
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  url = `ws://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/ws/`;
});

const basic = (user: string, token = tokens[user]) => ({
  authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`,
});

async function listen(headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers });
  atEnd(async () => socket.terminate());
  const heard: Heard[] = [];
  const said: unknown[] = [];
  socket.on('message', (text) => {
    const message: unknown = JSON.parse(String(text));
    said.push(message);
    if (!Array.isArray(message)) return;
    const [topic = '', , , user = '', data = '{}'] = message as string[];
    heard.push({ frames: message, topic, user, data: JSON.parse(data) });
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const of = (description: string) => heard.filter(({ data }) => data.description === description);
  return { socket, heard, said, closed, of };
}

describe('/ws/', () => {
  it('sends each event as an array of five texts', async () => {
    const client = await listen();
    const id = await api.lab.job({ description: 'five texts' });
    await expect.poll(() => client.of('five texts')).toHaveLength(1);
    const [event] = client.of('five texts');
    expect(event?.frames).toEqual([
      'org.lavasoftware.testjob',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      'ann',
      expect.any(String),
    ]);
    expect(event?.data).toMatchObject({ job: id, state: 'Submitted', health: 'Unknown' });
    await changeDevice(api.db, COMMAND_LINE, 'qemu-1', { health: 'bad' });
    await expect
      .poll(() => client.heard.at(-1))
      .toMatchObject({ topic: 'org.lavasoftware.device', user: 'lavaserver', data: { health: 'Bad' } });
  });

  it('sends nothing of a personal job but to its submitter and admins', async () => {
    const clients = {
      stranger: await listen(),
      bob: await listen(basic('bob')),
      ann: await listen(basic('ann')),
      bearer: await listen({ authorization: `Token ${tokens.ann}` }),
      root: await listen(basic('root')),
    };
    await api.lab.job({ description: 'secret plan', visibility: 'personal' });
    await api.lab.job({ description: 'after it' });
    const heard = async (client: (typeof clients)['ann']) => {
      await expect.poll(() => client.of('after it')).toHaveLength(1);
      return client.of('secret plan').length;
    };
    expect(await Promise.all(Object.values(clients).map(heard))).toEqual([0, 0, 1, 1, 1]);
  });

  it('leaves the number of a personal job out of the events of its device', async () => {
    const [bob, ann] = [await listen(basic('bob')), await listen(basic('ann'))];
    const id = await api.lab.job({
      ...{ description: 'mine', visibility: 'personal', device: 'qemu-1', state: 'running' },
      start_time: new Date(),
    });
    const running = (client: typeof bob) =>
      client.heard.filter(({ data }) => data.device === 'qemu-1' && data.state === 'Running');
    await expect.poll(() => running(ann)[0]?.data.job).toBe(id);
    await expect.poll(() => running(bob)).toHaveLength(1);
    expect(running(bob)[0]?.data).not.toHaveProperty('job');
  });

  it('sends what tests of a job say to those who see the job', async () => {
    const [bob, ann] = [await listen(basic('bob')), await listen(basic('ann'))];
    const id = await api.lab.job({ visibility: 'personal' });
    const open = await api.lab.job();
    const say = (run: number, text: string) =>
      api.db.run((q) => tellTestEvents(q, [{ run, record: 4, text }]));
    await say(id, 'it is up');
    await say(open, 'so is this');
    const said = (client: typeof bob) =>
      client.heard.flatMap(({ topic, user, data }) => (topic.endsWith('.event') ? [[user, data]] : []));
    const last = ['lavaserver', { message: 'so is this', job: open }];
    await expect.poll(() => said(bob)).toEqual([last]);
    await expect.poll(() => said(ann)).toEqual([['lavaserver', { message: 'it is up', job: id }], last]);
  });

  it("tells a worker of LAVA's, by its token, of its own jobs only", async () => {
    await api.lab.worker('lava-1');
    await api.lab.device('qemu-2', { worker: 'lava-1' });
    const { token } = await makeWorkerToken(api.db, COMMAND_LINE, 'lava-1');
    const worker = await listen({ 'lava-token': token, 'lava-host': 'lava-1' });
    await api.lab.job({ description: 'of others' });
    await changeDevice(api.db, COMMAND_LINE, 'qemu-2', { health: 'bad' });
    const [start_time, visibility] = [new Date(), 'personal' as const];
    const id = await api.lab.job({
      ...{
        description: 'its own',
        device: 'qemu-2',
        worker: 'lava-1',
        state: 'running',
        start_time,
        visibility,
      },
    });
    await expect.poll(() => worker.heard.map(({ data }) => data.job)).toEqual([id]);
    expect(worker.heard[0]?.data).toMatchObject({ worker: 'lava-1', state: 'Running' });
  });

  it.each([
    ['a wrong token', () => basic('ann', 'nothing'), 'Unknown user'],
    ["somebody else's token", () => basic('ann', tokens.bob), 'Unknown user'],
    ['no pair', () => ({ authorization: 'Basic !' }), 'Invalid basic authentication'],
    ['a wrong token without a name', () => ({ authorization: 'Token nothing' }), 'Invalid token'],
    ['an unknown worker', () => ({ 'lava-token': 'x', 'lava-host': 'nobody' }), 'Invalid worker token'],
    ['a worker without a token', () => ({ 'lava-token': 'x', 'lava-host': 'lab-1' }), 'Invalid worker token'],
  ])('refuses %s in the connection, and ends it', async (_, headers, error) => {
    const client = await listen(headers());
    expect(await client.closed).toBe(1008);
    expect(client.said).toEqual([{ error }]);
  });

  it('keeps no places for handshakes that fail', async () => {
    const ask = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) =>
        request(url.replace('ws:', 'http:'), {
          headers: { connection: 'Upgrade', upgrade: 'websocket', ...headers },
        })
          .on('response', (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end(),
      );
    for (let n = 0; n < 60; n++) expect(await ask(n % 2 ? {} : { 'sec-websocket-version': '1' })).toBe(400);
    await listen();
  });

  it('refuses more than a stranger may have, and gives the places back', async () => {
    const clients: Awaited<ReturnType<typeof listen>>[] = [];
    await expect(
      (async () => {
        for (let n = 0; n < 60; n++) clients.push(await listen());
      })(),
    ).rejects.toThrow('429');
    for (const { socket } of clients) socket.terminate();
    const again = () =>
      listen().then(
        () => 'in',
        () => 'refused',
      );
    await expect.poll(again).toBe('in');
  });

  it('has no page, and says that it lives', async () => {
    const [page, health] = [await api.app.inject('/ws/'), await api.app.inject('/ws/v1/healthz')];
    expect(page.statusCode).toBe(400);
    expect(page.json().hint).toContain('docs/reference/events.md');
    expect(health.json()).toEqual({ health: 'good' });
  });
});

it('a server that lets strangers read nothing tells them nothing', async () => {
  const { app, lab } = await testApi('public_reading: false\n', { db: api.db });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const open = url;
  url = `ws://127.0.0.1:${port}/ws/`;
  const [stranger, bob] = [await listen(), await listen(basic('bob'))];
  url = open;
  await lab.job({ description: 'not for all' });
  await expect.poll(() => bob.of('not for all')).toHaveLength(1);
  expect(stranger.said).toEqual([]);
});
