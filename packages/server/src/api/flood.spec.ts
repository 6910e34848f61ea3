// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { type Agent, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../accounts/accounts.ts';
import { addToken } from '../accounts/tokens.ts';
import { type TestApi, testApi } from '../testing/api.ts';

const MOST = 120;

let api: TestApi;
let port: number;
const sockets = new Set<Socket>();
beforeAll(async () => {
  api = await testApi(`connections_per_address: ${MOST}\n`);
  await api.lab.user('ann');
  await api.app.listen({ port: 0, host: '0.0.0.0' });
  port = (api.app.server.address() as AddressInfo).port;
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
});

/** A connection from this address of the loopback, and what the server says on it without being asked. */
async function dial(localAddress: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

function ask(path: string, localAddress: string, token?: string, agent?: Agent) {
  return new Promise<{ status: number; stream: NodeJS.ReadableStream }>((resolve, reject) => {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const options = {
      port,
      host: '127.0.0.1',
      localAddress,
      path: API_PREFIX + path,
      headers,
      agent: agent ?? false,
    };
    request(options, (answer) => resolve({ status: answer.statusCode ?? 0, stream: answer }))
      .on('socket', (socket) => sockets.add(socket))
      .on('error', reject)
      .end();
  });
}

describe('a flood from one address', () => {
  it('of connections is refused beyond the limit, and others are answered as before', async () => {
    const flood = await Promise.all(Array.from({ length: 4 * MOST }, () => dial('127.0.0.2')));
    const said = new Map(flood.map((socket) => [socket, '']));
    for (const socket of flood) socket.on('data', (data) => said.set(socket, `${said.get(socket)}${data}`));
    const refused = () => [...said.values()].filter((text) => text.startsWith('HTTP/1.1 429 '));
    await expect.poll(() => refused().length, { timeout: 30_000 }).toBe(3 * MOST);
    expect(refused()[0]).toContain('"code":"too-many-requests"');
    expect((await ask('/session', '127.0.0.3')).status).toBe(200);
    for (const socket of flood) socket.destroy();
    const again = async () => (await ask('/session', '127.0.0.2').catch(() => undefined))?.status;
    await expect.poll(again, { timeout: 30_000 }).toBe(200);
  });

  it('of streams is refused beyond the limit, by address for strangers, and ends with its streams', async () => {
    const streams = await Promise.all(Array.from({ length: 60 }, () => ask('/events', '127.0.0.4')));
    const statuses = streams.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await ask('/events', '127.0.0.5')).status).toBe(200);
    const token = (await addToken(api.db, await accountNamed(api.db, 'ann'), 'test')).token;
    expect((await ask('/events', '127.0.0.4', token)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => (await ask('/events', '127.0.0.4')).status, { timeout: 30_000 }).toBe(200);
  });
});
