// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Context, Router } from 'zeromq';
import { type CurveKeys, makeKeys, routingId } from './curve.ts';
import { DealerSocket } from './dealer-socket.ts';
import { probe } from './probe.ts';
import { RouterSocket } from './router-socket.ts';
import { type Knock, Zap } from './zap.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const server = makeKeys();
const worker = makeKeys();

async function serve(options: { endpoint?: string; maxFrame?: number; keys?: CurveKeys } = {}) {
  const context = new Context();
  const knocks: Knock[] = [];
  const got: { peer: string; text: string }[] = [];
  let wake: () => void = () => undefined;
  const zap = new Zap(context, (knock) => {
    knocks.push(knock);
    return knock.publicKey === worker.publicKey;
  });
  await zap.start();
  const router = new RouterSocket({
    context,
    secretKey: server.secretKey,
    domain: 'control',
    endpoints: [options.endpoint ?? 'tcp://127.0.0.1:*'],
    maxFrame: options.maxFrame ?? 1024,
    timeout: 3_000,
    receiveQueue: 100,
  });
  const [endpoint = ''] = await router.bind();
  router.run((peer, frames) => {
    got.push({ peer, text: frames.map(String).join('|') });
    router.send(peer, `echo ${frames.map(String).join('|')}`);
    wake();
  });
  closers.push(
    () => zap.close(),
    () => router.close(0),
  );
  const port = Number(endpoint.split(':').at(-1));
  const message = async (count: number) => {
    while (got.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return got;
  };
  return { port, knocks, got, message, router };
}

async function dial(port: number, options: { keys?: CurveKeys; serverKey?: string; host?: string } = {}) {
  const dealer = await DealerSocket.connect(
    {
      context: new Context(),
      endpoint: `tcp://${options.host ?? '127.0.0.1'}:${port}`,
      keys: options.keys ?? worker,
      serverKey: options.serverKey ?? server.publicKey,
      link: 'control',
      maxFrame: 1024,
      timeout: 3_000,
    },
    700,
  );
  closers.push(() => dealer.close());
  return dealer;
}

describe('CURVE sockets', () => {
  it('know the sender by a routing id that only both ends can make', async () => {
    const { port, message, knocks } = await serve();
    const dealer = await dial(port);
    const answer = new Promise<string>(
      (resolve) => void dealer.receive((frames) => resolve(String(frames[0]))),
    );
    await dealer.send(['one', 'two']);
    const [first] = await message(1);
    expect(first).toEqual({
      peer: routingId(server.secretKey, worker.publicKey, 'control'),
      text: 'one|two',
    });
    expect(knocks).toEqual([{ domain: 'control', address: '127.0.0.1', publicKey: worker.publicKey }]);
    expect(await answer).toBe('echo one|two');
  });

  it('answer an unknown key with silence', async () => {
    const { port, got } = await serve();
    const dials = Array.from({ length: 60 }, () => dial(port, { keys: makeKeys() }));
    const answers = await Promise.allSettled(dials);
    const accepted = answers.filter(({ status }) => status === 'fulfilled');
    expect({ accepted, got }).toEqual({ accepted: [], got: [] });
    for (const answer of answers)
      expect((answer as PromiseRejectedResult).reason.message).toContain(
        'does not accept the key of this worker',
      );
  });

  it('tell a wrong server key', async () => {
    const { port } = await serve();
    await expect(dial(port, { serverKey: makeKeys().publicKey })).rejects.toThrow('broke off the handshake');
  });

  it('work over IPv6 and, on the same socket, over IPv4', async () => {
    const { port, message, knocks } = await serve({ endpoint: 'tcp://*:*' });
    await (await dial(port, { host: '[::1]' })).send(['six']);
    await message(1);
    await (await dial(port)).send(['four']);
    const got = await message(2);
    expect(got.map((m) => m.text)).toEqual(['six', 'four']);
    expect(knocks.map((k) => k.address)).toEqual(['::1', '127.0.0.1']);
  });

  it('let a worker that comes back take over its own connection', async () => {
    const { port, message } = await serve();
    await dial(port);
    const again = await dial(port);
    const answer = new Promise<string>(
      (resolve) => void again.receive((frames) => resolve(String(frames[0]))),
    );
    await again.send(['back']);
    await message(1);
    expect(await answer).toBe('echo back');
  });

  it('break with a peer whose frame is too large, and serve the others', async () => {
    const { port, message } = await serve();
    const large = await dial(port);
    await large.send([Buffer.alloc(2048)]);
    await large.closed;
    await (await dial(port)).send(['small']);
    expect((await message(1)).map((m) => m.text)).toEqual(['small']);
  });

  it('survive garbage on the port', async () => {
    const { port, message } = await serve();
    for (const bytes of [Buffer.alloc(4096, 0xff), Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(70)]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.end(bytes);
      socket.resume();
      await new Promise((resolve) => socket.on('close', resolve));
    }
    await (await dial(port)).send(['fine']);
    expect(await message(1)).toHaveLength(1);
  });

  it('say that a port is taken', async () => {
    const { port } = await serve();
    await expect(serve({ endpoint: `tcp://127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(`cannot listen on tcp://127.0.0.1:${port}`),
    });
  });

  it('see the connection break when the server goes', async () => {
    const { port, router } = await serve();
    const dealer = await dial(port);
    await router.close(0);
    await dealer.closed;
    expect(await dealer.send(['late'])).toBeTypeOf('boolean');
  });
});

describe('probe', () => {
  it('finds the address of a server', async () => {
    const { port } = await serve();
    expect(await probe('localhost', port, 2_000)).toMatch(
      new RegExp(`^tcp://(127.0.0.1|\\[::1\\]):${port}$`),
    );
  });

  it('says that nothing listens', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await expect(probe('127.0.0.1', port, 2_000)).rejects.toThrow(`nothing listens on 127.0.0.1:${port}`);
  });

  it('knows a web server', async () => {
    const http = createHttp().listen(0, '127.0.0.1');
    await once(http, 'listening');
    closers.push(() => http.close());
    await expect(probe('127.0.0.1', (http.address() as AddressInfo).port, 2_000)).rejects.toThrow(
      'is a web server',
    );
  });

  it('knows a port of another program', async () => {
    const ssh = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1');
    await once(ssh, 'listening');
    closers.push(() => ssh.close());
    await expect(probe('127.0.0.1', (ssh.address() as AddressInfo).port, 2_000)).rejects.toThrow(
      'is not a ZeroMQ port',
    );
  });

  it('knows ZeroMQ without encryption', async () => {
    const plain = new Router({ linger: 0 });
    closers.push(() => plain.close());
    await plain.bind('tcp://127.0.0.1:*');
    const port = Number(plain.lastEndpoint?.split(':').at(-1));
    await expect(probe('127.0.0.1', port, 2_000)).rejects.toThrow('without encryption');
  });

  it('says that there is no such host', async () => {
    await expect(probe('no-such-host.invalid', 5556, 2_000)).rejects.toThrow(/no-such-host.invalid/);
  });
});
