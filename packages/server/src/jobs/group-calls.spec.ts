// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { GroupCall } from '@lava/protocol/wire/group-call.ts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { insertGroup } from '../db/queries/multinode.ts';
import { testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { answerCall } from './group-calls.ts';
import { jobExited } from './lifecycle.ts';

let db: Database;
let lab: ReturnType<typeof testLab>;
let [server, first, second]: [number, number, number] = [0, 0, 0];

beforeAll(async () => {
  db = await testDatabase();
  lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  await lab.worker();
});

beforeEach(async () => {
  await db.run((q) => q.deleteFrom('jobs').execute());
  [server, first, second] = [await running('a'), await running('b'), await running('c')];
  await db.transaction((q) =>
    insertGroup(q, randomUUID(), [
      { id: server, subId: 0, role: 'server', essential: true },
      { id: first, subId: 1, role: 'client', essential: false },
      { id: second, subId: 2, role: 'client', essential: false },
    ]),
  );
});

const running = (device: string) => lab.job({ state: 'running', start_time: new Date(), device });
const ask = async (job: number, call: GroupCall, worker = 'lab-1') =>
  (await answerCall(db, worker, job, GroupCall.parse(call))).answer;
const send = (job: number, name: string, pairs: Record<string, string> = {}) =>
  ask(job, { call: 'send', name, pairs });
const end = (job: number) => jobExited(db, 'lab-1', job, { records: 0, status: { health: 'complete' } });

describe('messages of a group', () => {
  it('are waited for, kept, and added to', async () => {
    expect(await ask(first, { call: 'wait', name: 'address' })).toBeUndefined();
    await send(server, 'address', { ip: '1.2.3.4' });
    await send(server, 'address', { ip: '1.2.3.4' });
    await send(server, 'address', { note: 'two words' });
    const messages = { [String(server)]: { ip: '1.2.3.4', note: 'two words' } };
    expect(await ask(first, { call: 'wait', name: 'address' })).toEqual({ messages });
    expect(await ask(second, { call: 'wait', name: 'address' })).toEqual({ messages });
  });

  it('are waited for from all others, or from those of a role', async () => {
    await send(first, 'up', { n: '1' });
    expect(await ask(server, { call: 'wait-all', name: 'up' })).toBeUndefined();
    expect(await ask(server, { call: 'wait-all', name: 'up', role: 'client' })).toBeUndefined();
    expect(await ask(second, { call: 'wait-all', name: 'up', role: 'client' })).toMatchObject({
      messages: {},
    });
    await send(second, 'up', { n: '2' });
    const messages = { [String(first)]: { n: '1' }, [String(second)]: { n: '2' } };
    expect(await ask(server, { call: 'wait-all', name: 'up' })).toEqual({ messages });
    expect(await ask(first, { call: 'wait-all', name: 'up' })).toBeUndefined();
    expect(await ask(first, { call: 'wait-all', name: 'up', role: 'none' })).toEqual({
      refused: 'the group has no role none',
    });
  });

  it('are not waited for in vain', async () => {
    await end(first);
    expect(await ask(server, { call: 'wait-all', name: 'up' })).toEqual({
      refused: expect.stringMatching(/^job \d+\.1, role client, has ended without having sent it$/),
    });
    expect(await ask(server, { call: 'sync', name: 'x', times: 1 })).toMatchObject({
      refused: expect.any(String),
    });
    expect(await ask(server, { call: 'wait', name: 'up' })).toBeUndefined();
    await end(second);
    expect(await ask(server, { call: 'wait', name: 'up' })).toMatchObject({ refused: expect.any(String) });
  });

  it('are bounded, and only of jobs that run at the worker that tells them', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, 'v']));
    expect(await send(first, 'm', many)).toEqual({ messages: {} });
    expect(await send(first, 'm', { another: 'v' })).toMatchObject({ refused: expect.any(String) });
    expect(GroupCall.safeParse({ call: 'send', name: 'a b', pairs: {} }).success).toBe(false);
    expect(GroupCall.safeParse({ call: 'send', name: 'a', pairs: { k: 'x\ny' } }).success).toBe(false);
    const refused = { refused: 'the job is not in a group' };
    expect(await ask(first, { call: 'wait', name: 'm' }, 'lab-9')).toEqual(refused);
    await end(first);
    expect(await send(first, 'late')).toEqual(refused);
    expect(await ask(await lab.scheduledJob({ device: 'z' }), { call: 'wait', name: 'm' })).toEqual(refused);
  });
});

describe('a meeting', () => {
  it('is over when all have come, each time again, however often one says that it has', async () => {
    const come = (job: number, times: number) => ask(job, { call: 'sync', name: 'go', times });
    expect(await come(server, 1)).toBeUndefined();
    expect(await come(server, 1)).toBeUndefined();
    expect(await come(first, 1)).toBeUndefined();
    expect(await come(second, 1)).toEqual({ messages: {} });
    expect(await come(second, 2)).toBeUndefined();
    expect(await come(server, 1)).toEqual({ messages: {} });
    expect(await come(first, 1)).toEqual({ messages: {} });
    expect(await come(server, 2)).toBeUndefined();
    expect(await come(first, 2)).toEqual({ messages: {} });
  });
});
