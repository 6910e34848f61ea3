// SPDX-License-Identifier: Apache-2.0
import { fingerprint, makeKeys } from '@lava/kit/zmq/curve.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { noteUnknownKey } from '../../../db/queries/unknown-keys.ts';
import { enrolledKeys } from '../../../db/queries/workers.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let ann: typeof admin;

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
});

async function knock(): Promise<{ publicKey: string; path: string; asked: string }> {
  const { publicKey } = makeKeys();
  await api.db.run((q) => noteUnknownKey(q, publicKey, '10.0.0.7'));
  const asked = fingerprint(publicKey);
  return { publicKey, asked, path: `/join-requests/${asked}` };
}

const listed = async () => ((await admin('GET', '/join-requests')).body as { items: unknown[] }).items;

describe('a worker that asks to join', () => {
  it('is shown, and let in under the name that the admin gives it', async () => {
    const { publicKey, asked, path } = await knock();
    const request = { fingerprint: asked, address: '10.0.0.7', worker: null, attempts: 1 };
    expect(await listed()).toEqual([expect.objectContaining(request)]);
    expect(await admin('POST', `${path}/accept`, { name: 'lab-1' })).toMatchObject({
      status: 200,
      body: { name: 'lab-1', health: 'active', keyFingerprint: asked },
    });
    expect(await api.db.run(enrolledKeys)).toContainEqual({ name: 'lab-1', publicKey });
    expect(await listed()).toEqual([]);
    // A knock that was under way when it was accepted.
    await api.db.run((q) => noteUnknownKey(q, publicKey, '10.0.0.7'));
    expect(await listed()).toEqual([]);
  });

  it('may replace the key of a worker that is offline, and of no other one', async () => {
    const { asked, path } = await knock();
    const setState = (state: 'online' | 'offline') =>
      api.db.run((q) => q.updateTable('workers').set({ state }).where('name', '=', 'lab-1').execute());
    await setState('online');
    expect(await admin('POST', `${path}/accept`, { name: 'lab-1' })).toMatchObject({
      status: 409,
      body: { message: 'worker lab-1 is online with another key' },
    });
    await setState('offline');
    expect((await admin('POST', `${path}/accept`, { name: 'lab-1' })).body).toMatchObject({
      keyFingerprint: asked,
    });
  });

  it('with the key of a retired worker becomes no other one', async () => {
    const { publicKey, path } = await knock();
    await admin('POST', `${path}/accept`, { name: 'old' });
    await admin('PATCH', '/workers/old', { health: 'retired' });
    await api.db.run((q) => noteUnknownKey(q, publicKey, '10.0.0.8'));
    expect(await listed()).toContainEqual(expect.objectContaining({ worker: 'old', address: '10.0.0.8' }));
    for (const name of ['old', 'new'])
      expect((await admin('POST', `${path}/accept`, { name })).status).toBe(409);
    expect((await admin('GET', '/workers/new')).status).toBe(404);
  });

  it('is dismissed until it asks again', async () => {
    const { publicKey, path, asked } = await knock();
    expect((await admin('DELETE', path)).status).toBe(204);
    expect((await admin('DELETE', path)).status).toBe(404);
    expect((await admin('POST', `${path}/accept`, { name: 'x' })).status).toBe(404);
    await api.db.run((q) => noteUnknownKey(q, publicKey, '10.0.0.7'));
    expect(await listed()).toContainEqual(expect.objectContaining({ fingerprint: asked }));
    expect((await admin('DELETE', '/join-requests/nonsense')).status).toBe(400);
  });

  it('is for admins to see and to let in', async () => {
    const { path } = await knock();
    expect((await ann('GET', '/join-requests')).status).toBe(403);
    expect((await ann('POST', `${path}/accept`, { name: 'x' })).status).toBe(403);
    expect((await ann('DELETE', path)).status).toBe(403);
    expect((await (await api.as(null))('GET', '/join-requests')).status).toBe(401);
  });
});
