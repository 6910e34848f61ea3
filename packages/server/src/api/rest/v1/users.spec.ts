// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  const account = { username: 'eve', password: 'correct horse', email: 'eve@example.org' };
  expect(await admin('POST', '/users', account)).toMatchObject({ status: 200 });
});

const signIn = async (password: string) => {
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { username: 'eve', password },
  });
  return { status: answer.statusCode, cookies: { lava_session: answer.cookies[0]?.value ?? '' } };
};

describe('an account', () => {
  it('is read and changed by an admin, and each change is in the history', async () => {
    expect((await admin('GET', '/users/eve')).body).toMatchObject({
      username: 'eve',
      active: true,
      admin: false,
      may: ['update', 'history'],
    });
    const change = { email: 'e@example.org', admin: true };
    expect(await admin('PATCH', '/users/eve', change)).toMatchObject({ status: 200, body: change });
    expect((await admin('GET', '/users/eve')).body).toMatchObject(change);
    await admin('PATCH', '/users/eve', { admin: false });
    const { body } = await admin('GET', '/history?kind=user&object=eve');
    const actions = (body as { items: { action: string }[] }).items.map(({ action }) => action);
    expect(actions.toSorted()).toEqual(['add', 'admin', 'admin', 'email']);
  });

  it('that is deactivated is signed out, signs in no more, and has no use of its tokens until it is active again', async () => {
    const eve = await api.as('eve');
    const { cookies } = await signIn('correct horse');
    const session = async () => (await api.app.inject({ url: '/api/v1/session', cookies })).json();
    expect(await session()).toMatchObject({ user: { username: 'eve' } });
    expect((await eve('GET', '/tokens')).status).toBe(200);

    expect(await admin('PATCH', '/users/eve', { active: false })).toMatchObject({ status: 200 });
    expect(await session()).toMatchObject({ user: null });
    expect((await signIn('correct horse')).status).toBe(401);
    expect((await eve('GET', '/tokens')).status).toBe(401);

    await admin('PATCH', '/users/eve', { active: true });
    expect(await session()).toMatchObject({ user: null });
    expect((await signIn('correct horse')).status).toBe(200);
    expect((await eve('GET', '/tokens')).status).toBe(200);
  });

  it('gets another password, which ends its sessions', async () => {
    const { cookies } = await signIn('correct horse');
    expect((await admin('PATCH', '/users/eve', { password: 'short' })).status).toBe(400);
    await admin('PATCH', '/users/eve', { password: 'battery staple' });
    expect((await api.app.inject({ url: '/api/v1/session', cookies })).json()).toMatchObject({ user: null });
    expect((await signIn('correct horse')).status).toBe(401);
    expect((await signIn('battery staple')).status).toBe(200);
  });

  it('of the admin who asks keeps its rights, so that nobody locks themselves out', async () => {
    for (const change of [{ active: false }, { admin: false }]) {
      expect(await admin('PATCH', '/users/admin', change)).toMatchObject({
        status: 409,
        body: { code: 'conflict', hint: expect.stringContaining('another admin') },
      });
    }
    expect(await admin('PATCH', '/users/admin', { email: 'a@example.org', admin: true })).toMatchObject({
      status: 200,
    });
  });

  it('that does not exist is not found', async () => {
    expect((await admin('GET', '/users/nobody')).status).toBe(404);
    expect((await admin('PATCH', '/users/nobody', { admin: true })).status).toBe(404);
  });
});
