// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_FLAGS } from '@lava/kit/process/node-flags.ts';
import { accountNamed } from '@lava/server/accounts/accounts.ts';
import { addToken } from '@lava/server/accounts/tokens.ts';
import type { SizedLab } from './lab-of-size.ts';

interface Answer {
  status: number;
  body: string;
}

export interface ApiProcess {
  child: ChildProcess;
  /** Status and body of a request to REST with the token of ann; connections are kept. */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The same at any address, with a body as it is. */
  ask(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer>;
  /** Of ann. */
  token: string;
  stop(): Promise<void>;
}

/** One process of the server for a lab, as a package starts it; it answers, if `api` is one of its roles. */
export async function startApiProcess(
  { db, url, stateDir }: SizedLab,
  env: NodeJS.ProcessEnv = {},
  roles: readonly string[] = ['api'],
  program = join(import.meta.dirname, '../packages/server/src/main.ts'),
): Promise<ApiProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...NODE_FLAGS, program, 'server', ...roles], {
    env: {
      ...process.env,
      LAVA_STATE_DIR: stateDir,
      LAVA_DATABASE_URL: url,
      DATABASE_URL: url,
      LAVA_HTTP_PORT: String(port),
      LAVA_HTTP_HOST: '127.0.0.1',
      LAVA_LOG_LEVEL: 'warn',
      LAVA_CONTROL_PORT: '0',
      LAVA_LOG_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { token } = await addToken(db, await accountNamed(db, 'ann'), 'bench');
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const ask: ApiProcess['ask'] = (method, path, headers, text) =>
    new Promise((resolve, reject) => {
      const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) };
      const sent = request({ agent, port, method, path, headers: { ...headers, ...length } }, (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          answer += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answer }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(text);
    });
  const send: ApiProcess['send'] = (method, path, body) => {
    const headers = { authorization: `Bearer ${token}` };
    if (body === undefined) return ask(method, `/api/v1${path}`, headers);
    const json = { ...headers, 'content-type': 'application/json' };
    return ask(method, `/api/v1${path}`, json, JSON.stringify(body));
  };
  while (
    roles.includes('api') &&
    child.exitCode === null &&
    (await send('GET', '/system').catch(() => undefined)) === undefined
  )
    await sleep(50);
  return {
    child,
    send,
    ask,
    token,
    async stop() {
      agent.destroy();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** Processor time that a process has used, milliseconds: hardly changed by what else the machine does. */
export function processorMs({ pid }: ChildProcess): number {
  const [utime = 0, stime = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 13);
  return (Number(utime) + Number(stime)) * 10;
}

/** Requests per second while so many are always under way, for so many seconds. @throws when one is refused */
export async function rate(
  inFlight: number,
  seconds: number,
  one: (n: number) => Promise<Answer>,
): Promise<number> {
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  let count = 0;
  let next = 0;
  const line = async () => {
    while (performance.now() < end) {
      const { status, body } = await one(next++);
      if (status !== 200) throw new Error(`${status}: ${body}`);
      count++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, line));
  return count / ((performance.now() - begun) / 1_000);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
