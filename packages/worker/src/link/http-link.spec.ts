// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@lava/kit/log/logger.ts';
import type { LavaError } from '@lava/protocol/error/error.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import type { Ack, Hello, ServerMessage } from '@lava/protocol/wire/messages.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpLink } from './http-link.ts';

const TOKEN = 'w'.repeat(32);
const DT = '2026-01-31T12:00:00.000001+00:00';

/** What a LAVA server says next, and what came to it. */
interface Lava {
  server: Server;
  todo: Record<'start' | 'running' | 'cancel', { id: number; token: string }[]>;
  /** Of the next answers, by the end of the path: status, and how many lines it takes. */
  fail: Map<string, number>;
  takes: number;
  told: string[];
}

const lava: Lava = { server: createServer(), todo: noWork(), fail: new Map(), takes: 1_000, told: [] };

function noWork(): Lava['todo'] {
  return { start: [], running: [], cancel: [] };
}

let link: HttpLink;
let jobs: Hello['jobs'];
const messages: ServerMessage[] = [];
const acks: Ack[] = [];
const problems: LavaError[] = [];
let down: number;

beforeEach(async () => {
  Object.assign(lava, { server: createServer(), todo: noWork(), fail: new Map(), takes: 1_000, told: [] });
  jobs = [];
  down = 0;
  for (const list of [messages, acks, problems]) list.length = 0;
  lava.server.on('request', async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const form = new URLSearchParams(Buffer.concat(parts).toString());
    const path = String(request.url).replace('/scheduler/internal/v1', '');
    const status = [...lava.fail].find(([end]) => path.endsWith(end))?.[1] ?? 200;
    const lines = form.get('lines')?.split('\n') ?? [];
    const answer = path.startsWith('/api/')
      ? { version: '2023.01' }
      : path.startsWith('/workers/')
        ? lava.todo
        : path.endsWith('/logs/')
          ? { line_count: Math.min(lines.length, lava.takes) }
          : request.method === 'GET'
            ? { definition: 'd', device: 'v', dispatcher: '', env: 'e', 'env-dut': '' }
            : {};
    if (!path.startsWith('/api/') && !path.startsWith('/workers/'))
      lava.told.push(`${request.method} ${path} ${request.headers['lava-token']} ${form}`);
    else if (path.startsWith('/workers/')) expect(path).toBe('/workers/rack/?version=2023.01');
    response.statusCode = status;
    response.end(JSON.stringify(status === 200 ? answer : { error: 'no' }));
  });
  lava.server.listen(0, '127.0.0.1');
  await once(lava.server, 'listening');
  link = new HttpLink({
    place: () => ({
      url: `http://127.0.0.1:${(lava.server.address() as AddressInfo).port}/`,
      name: 'rack',
      token: TOKEN,
    }),
    hello: () => ({ type: 'hello', protocols: [1], version: '1', time: '', arch: 'x64', jobs }),
    onWelcome: () => undefined,
    onMessage: (message) => messages.push(message),
    onAck: (ack) => acks.push(ack),
    onDown: () => (down += 1),
    onProblem: (problem) => problems.push(problem),
    log: createLogger('test', { level: 'silent' as 'error' }),
    interval: 10,
    logPause: 10,
  });
});
afterEach(async () => {
  await link.close();
  lava.server.closeAllConnections();
  lava.server.close();
});

async function linked(): Promise<void> {
  link.start();
  await vi.waitFor(() => expect(link.up).toBe(true));
}

const record = (msg: string) => `${encodeRecord({ dt: DT, lvl: 'target', msg })}\n`;
const records = (from: number, texts: string[], attempt = 1) =>
  link.sendRecords(
    { type: 'records', job: 7, from, count: texts.length, attempt },
    Buffer.from(texts.map(record).join('')),
  );

describe('the link to a LAVA server over HTTP', () => {
  it('fetches and runs a job, sends its log as LAVA writes it, and then its end', async () => {
    lava.todo.start = [{ id: 7, token: 'j' }];
    await linked();
    await vi.waitFor(() => expect(messages).toHaveLength(1));
    expect(messages[0]).toMatchObject({
      type: 'start',
      bundle: { job: 7, definition: 'd', device: 'v', env: 'e' },
    });
    jobs = [{ job: 7, state: 'running' }];
    link.send({ type: 'started', job: 7 });
    await vi.waitFor(() => expect(lava.told).toContain('POST /jobs/7/ j state=RUNNING'));
    lava.todo = { ...noWork(), running: lava.todo.start };
    link.send({ type: 'exit', job: 7, records: 2, status: { health: 'complete' } });
    records(0, ['é', 'b']);
    await vi.waitFor(() => expect(messages.at(-1)).toEqual({ type: 'forget', job: 7 }));
    const [logs = '', end] = lava.told.slice(-2);
    const sent = new URLSearchParams(logs.split(' j ')[1]);
    expect(sent.get('index')).toBe('0');
    expect(sent.get('lines')).toBe(
      ['\\xE9', 'b']
        .map((msg) => `- {"dt": "${DT.slice(0, 26)}", "lvl": "target", "msg": "${msg}"}`)
        .join('\n'),
    );
    expect(end).toBe('POST /jobs/7/ j state=FINISHED&result=pass&description=&error_type=&errors=');
    expect(acks.at(-1)).toMatchObject({ job: 7, upTo: 2 });
  });

  it('continues behind what the server took', async () => {
    lava.todo.running = [{ id: 7, token: 'j' }];
    jobs = [{ job: 7, state: 'running' }];
    lava.takes = 2;
    await linked();
    records(0, ['a', 'b', 'c']);
    await vi.waitFor(() => expect(acks.map(({ upTo }) => upTo)).toEqual([2, 3]));
    expect(lava.told.map((told) => new URLSearchParams(told).get('index'))).toEqual(['0', '2']);
  });

  it('cancels what it has; what it lost it reports, and never runs again', async () => {
    lava.todo.cancel = [{ id: 7, token: 'j' }];
    lava.todo.running = [{ id: 8, token: 'k' }];
    jobs = [{ job: 7, state: 'running' }];
    await linked();
    await vi.waitFor(() =>
      expect(lava.told[0]).toMatch(/^POST \/jobs\/8\/ k state=FINISHED&result=fail&error_type=Infra/),
    );
    await vi.waitFor(() => expect(messages[0]).toMatchObject({ type: 'cancel', job: 7 }));
    expect(messages.some(({ type }) => type === 'start')).toBe(false);
  });

  it('is down while the server fails, and comes back by itself', async () => {
    await linked();
    lava.fail.set('?version=2023.01', 502);
    await vi.waitFor(() => expect([link.up, down]).toEqual([false, 1]));
    expect(problems).toMatchObject([{ code: 'server-unreachable' }]);
    lava.fail.clear();
    await vi.waitFor(() => expect(link.up).toBe(true));
  });

  it('says so when the token is wrong, and drops a job that the server does not know', async () => {
    lava.fail.set('?version=2023.01', 400);
    link.start();
    await vi.waitFor(() =>
      expect(problems).toMatchObject([{ code: 'link-refused', hint: expect.any(String) }]),
    );
    lava.fail.clear();
    lava.fail.set('/logs/', 404);
    lava.todo.running = [{ id: 7, token: 'j' }];
    jobs = [{ job: 7, state: 'running' }];
    await vi.waitFor(() => expect(link.up).toBe(true));
    records(0, ['a']);
    await vi.waitFor(() => expect(messages).toMatchObject([{ type: 'cancel', job: 7 }]));
    expect(acks).toMatchObject([{ upTo: 1 }]);
  });

  it('tells a job of a group that others cannot be asked', async () => {
    await linked();
    link.send({ type: 'ask', job: 7, number: 1, call: { call: 'wait', name: 'x' } });
    expect(messages).toMatchObject([
      { type: 'answer', job: 7, number: 1, answer: { refused: expect.any(String) } },
    ]);
  });
});
