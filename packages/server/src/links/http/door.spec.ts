// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { insertGroup } from '../../db/queries/multinode.ts';
import { putText } from '../../db/queries/texts.ts';
import { LogReader } from '../../logs/log-reader.ts';
import { type TestApi, testApi } from '../../testing/api.ts';

const PATH = '/scheduler/internal/v1';
const DT = '2026-01-31T12:00:00.000001';
const DEFINITION = 'job_name: x\ntimeouts: {job: {minutes: 5}}\nactions: []\n';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await testApi();
  const { lab, db } = api;
  await lab.user('ann');
  await lab.deviceType();
  await lab.worker('lab-1', { state: 'offline' });
  await db.run((q) => putText(q, 'template', 'qemu', '{}', 'ann'));
  for (const name of ['qemu-1', 'qemu-2', 'qemu-3', 'qemu-4', 'qemu-5']) {
    await lab.device(name);
    await db.run((q) => putText(q, 'dictionary', name, "{% extends 'qemu.jinja2' %}", 'ann'));
  }
  const admin = await api.as('admin');
  ({ token } = (await admin('POST', '/workers/lab-1/token')).body as { token: string });
});

interface Told {
  status: number;
  body: Record<string, unknown>;
}

async function ask(
  method: 'GET' | 'POST',
  path: string,
  { as, form, app = api.app }: { as?: string; form?: Record<string, string>; app?: TestApi['app'] } = {},
): Promise<Told> {
  const answer = await app.inject({
    ...{ method, url: PATH + path },
    headers: {
      ...(as !== undefined && { 'lava-token': as }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form && { payload: new URLSearchParams(form).toString() }),
  });
  return { status: answer.statusCode, body: answer.json() };
}

const ping = () => ask('GET', '/workers/lab-1/?version=2023.01', { as: token });
const line = (text: string) => `- {"dt": "${DT}", "lvl": "target", "msg": "${text}"}`;

/** A job that waits for its worker, and the token that the worker gets for it. */
async function scheduled(device: string): Promise<{ id: number; as: string }> {
  const id = await api.lab.scheduledJob({ device, worker: 'lab-1', definition: DEFINITION });
  const { body } = await ping();
  const found = (body.start as { id: number; token: string }[]).find((job) => job.id === id);
  return { id, as: found?.token ?? '' };
}

async function running(device: string): Promise<{ id: number; as: string }> {
  const { id, as } = await scheduled(device);
  await ask('GET', `/jobs/${id}/`, { as });
  await ask('POST', `/jobs/${id}/`, { as, form: { state: 'RUNNING' } });
  return { id, as };
}

async function logOf(id: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const { data } of new LogReader(api.db, api.store).stream(id, 0, 1_000, 'public'))
    lines.push(...data.toString().trimEnd().split('\n'));
  return lines.map((record) => JSON.parse(record).msg);
}

describe("a worker of LAVA's own", () => {
  it('gets its jobs, runs them, and they end as it says', async () => {
    const { id, as } = await scheduled('qemu-1');
    expect((await ask('GET', `/jobs/${id}/`, { as })).body).toEqual({
      ...{ definition: DEFINITION, device: '{}', dispatcher: '', env: '', 'env-dut': '' },
    });
    expect((await ask('POST', `/jobs/${id}/`, { as, form: { state: 'RUNNING' } })).status).toBe(200);
    expect((await ping()).body).toEqual({ cancel: [], running: [{ id, token: as }], start: [] });
    const lines = [
      line('one'),
      `- {"dt": "${DT}", "lvl": "results", "msg": {"case": "job", "definition": "lava", "error_msg": "no power", "error_type": "Infrastructure", "result": "fail"}}`,
    ].join('\n');
    const sent = await ask('POST', `/jobs/${id}/logs/`, { as, form: { lines, index: '0' } });
    expect(sent.body).toEqual({ line_count: 2 });
    const form = {
      state: 'FINISHED',
      result: 'fail',
      error_type: 'Infrastructure',
      errors: '',
      description: '',
    };
    expect((await ask('POST', `/jobs/${id}/`, { as, form })).status).toBe(200);
    expect(await api.lab.jobRow(id)).toMatchObject({
      ...{ state: 'finished', health: 'incomplete', error_code: 'lava-error', error_kind: 'infrastructure' },
      ...{ error_message: 'no power', next_seq: 2, exit_records: 2 },
    });
    expect(await api.lab.deviceRow('qemu-1')).toMatchObject({ state: 'idle', health: 'unknown' });
    expect((await ping()).body).toEqual({ cancel: [], running: [], start: [] });
  });

  it('loses nothing and doubles nothing when it sends lines again, also to a server that has just started', async () => {
    const { id, as } = await running('qemu-2');
    const send = (texts: string[], index: number, app?: TestApi['app']) =>
      ask('POST', `/jobs/${id}/logs/`, {
        as,
        form: { lines: texts.map(line).join('\n'), index: String(index) },
        ...(app && { app }),
      });
    await send(['a', 'b'], 0);
    const { app } = await testApi('{}\n', { db: api.db, store: api.store });
    expect((await send(['a', 'b', 'c'], 0, app)).body).toEqual({ line_count: 3 });
    expect((await send(['d'], 3)).body).toEqual({ line_count: 1 });
    expect(await logOf(id)).toEqual(['a', 'b', 'c', 'd']);
    await ask('POST', `/jobs/${id}/`, { as, form: { state: 'FINISHED', result: 'pass' } });
    expect(await api.lab.jobRow(id)).toMatchObject({
      state: 'finished',
      health: 'complete',
      error_code: null,
    });
  });

  it('is told to cancel what it has, and never what it has not', async () => {
    const admin = await api.as('admin');
    const mine = await running('qemu-3');
    await admin('POST', `/jobs/${mine.id}/cancel`);
    expect((await ping()).body).toEqual({
      cancel: [{ id: mine.id, token: mine.as }],
      running: [],
      start: [],
    });
    const form = { state: 'FINISHED', result: 'fail', error_type: 'Canceled', errors: 'killed' };
    await ask('POST', `/jobs/${mine.id}/`, { as: mine.as, form });
    expect(await api.lab.jobRow(mine.id)).toMatchObject({ health: 'canceled', error_code: 'canceled' });

    const unseen = await scheduled('qemu-3');
    await admin('POST', `/jobs/${unseen.id}/cancel`);
    expect((await ping()).body.cancel).toEqual([]);
    expect(await api.lab.jobRow(unseen.id)).toMatchObject({ state: 'finished', health: 'canceled' });
  });

  it('sees and changes nothing that is not its own', async () => {
    const { id, as } = await running('qemu-4');
    const other = await running('qemu-5');
    for (const [method, form] of [
      ['GET', undefined],
      ['POST', { state: 'FINISHED', result: 'pass' }],
    ] as const)
      expect(await ask(method, `/jobs/${id}/`, { as: other.as, ...(form && { form }) })).toEqual({
        ...{ status: 400, body: { error: "Invalid 'token'" } },
      });
    expect(
      (await ask('POST', `/jobs/${id}/logs/`, { as: token, form: { lines: line('x'), index: '0' } })).status,
    ).toBe(400);
    await api.lab.worker('lab-2');
    expect((await ask('GET', '/workers/lab-2/?version=2023.01', { as: token })).status).toBe(400);
    expect(await logOf(id)).toEqual([]);
    await ask('POST', `/jobs/${id}/`, { as, form: { state: 'FINISHED', result: 'pass' } });
    await ask('POST', `/jobs/${other.id}/`, { as: other.as, form: { state: 'FINISHED', result: 'pass' } });
  });

  it('gets no job of a group; that ends, and no board is blamed', async () => {
    const { id, as } = await scheduled('qemu-5');
    const members = [{ id, subId: 0, role: 'server', essential: false }];
    await api.db.transaction((q) => insertGroup(q, randomUUID(), members));
    expect((await ask('GET', `/jobs/${id}/`, { as })).status).toBe(404);
    expect(await api.lab.jobRow(id)).toMatchObject({ state: 'finished', error_code: 'job-unschedulable' });
    expect(await api.lab.deviceRow('qemu-5')).toMatchObject({ state: 'idle', health: 'good' });
  });

  it('has its job ended when the log is larger than the lab allows, and is answered all the same', async () => {
    const { app } = await testApi('job_log_limit: 1\n', { db: api.db, store: api.store });
    const { id, as } = await running('qemu-1');
    const send = (index: number) =>
      ask('POST', `/jobs/${id}/logs/`, {
        ...{
          as,
          app,
          form: {
            lines: Array(5)
              .fill(line('x'.repeat(90_000)))
              .join('\n'),
            index: String(index),
          },
        },
      });
    for (const index of [0, 5, 10, 15]) expect((await send(index)).body).toEqual({ line_count: 5 });
    expect(await api.lab.jobRow(id)).toMatchObject({ state: 'canceling', next_seq: 10 });
    await ask('POST', `/jobs/${id}/`, {
      as,
      form: { state: 'FINISHED', result: 'fail', error_type: 'Canceled' },
    });
    expect(await api.lab.jobRow(id)).toMatchObject({
      health: 'canceled',
      error_message: expect.stringMatching(/1 MiB/),
    });
  });

  it('is answered one request of a kind at a time, however many it sends', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, ping));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
  });

  it('needs a token of its own, which only admins make; the one before is no longer valid', async () => {
    const ann = await api.as('ann');
    expect((await ann('POST', '/workers/lab-1/token')).status).toBe(403);
    const admin = await api.as('admin');
    const old = token;
    ({ token } = (await admin('POST', '/workers/lab-1/token')).body as { token: string });
    expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect((await ask('GET', '/workers/lab-1/?version=2023.01', { as: old })).status).toBe(400);
    expect((await ping()).status).toBe(200);
    expect((await admin('GET', '/workers/lab-1')).body).toMatchObject({
      ...{ protocol: 'http', version: '2023.01', state: 'online', keyFingerprint: null },
    });
  });
});

describe('a worker that makes itself known', () => {
  const register = (from: string, headers: Record<string, string> = {}) =>
    api.app.inject({
      ...{ method: 'POST', url: `${PATH}/workers/`, remoteAddress: from },
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: `name=w-${from.replaceAll(/\W/g, '-')}${Object.keys(headers).length}`,
    });

  it('may do so from this machine only, and not through a proxy that hides where it is', async () => {
    expect((await register('192.0.2.1')).statusCode).toBe(403);
    expect((await register('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).statusCode).toBe(403);
    expect((await register('127.0.0.1')).json()).toMatchObject({
      name: 'w-127-0-0-10',
      token: expect.any(String),
    });
    expect((await register('127.0.0.1')).json()).toEqual({
      error: "Worker 'w-127-0-0-10' already registered",
    });
  });

  it('needs a right password where it gives one', async () => {
    const body = { name: 'w-ann', username: 'ann', password: 'wrong' };
    expect((await ask('POST', '/workers/', { form: body })).status).toBe(403);
    expect((await ask('POST', '/workers/', { form: { name: '../x' } })).status).toBe(400);
  });
});
