// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

const READS = [
  '/jobs',
  '/jobs/counts',
  '/devices',
  '/device-types',
  '/workers',
  '/events',
  '/jobs/1',
  '/nowhere',
];

describe('without an account', () => {
  let closed: TestApi;
  let open: TestApi;
  beforeAll(async () => {
    [closed, open] = [await testApi('public_reading: false\n'), await testApi('public_reading: true\n')];
    await open.lab.user();
    await open.lab.deviceType();
  });

  it('nothing can be read by default', async () => {
    const stranger = await closed.as(null);
    for (const path of READS) {
      const { status, body } = await stranger('GET', path);
      expect([path, status, body]).toEqual([path, 401, expect.objectContaining({ code: 'unauthenticated' })]);
    }
  });

  it('one can see what server it is, and sign in', async () => {
    const stranger = await closed.as(null);
    expect((await stranger('GET', '/system')).status).toBe(200);
    expect((await stranger('GET', '/session')).body).toMatchObject({ user: null, publicReading: false });
    expect((await stranger('POST', '/session', { username: 'x', password: 'y' })).status).toBe(401);
  });

  it('public jobs and devices can be read where the server allows it, personal jobs never', async () => {
    const shown = await open.lab.job({ visibility: 'public', description: 'shown' });
    const hidden = await open.lab.job({ visibility: 'personal', description: 'hidden' });
    const stranger = await open.as(null);
    expect((await stranger('GET', '/session')).body).toMatchObject({ publicReading: true });
    const { items } = (await stranger('GET', '/jobs')).body as { items: { id: number; may: string[] }[] };
    expect(items.map(({ id, may }) => [id, may])).toEqual([[shown, []]]);
    expect((await stranger('GET', `/jobs/${hidden}`)).status).toBe(404);
    expect((await stranger('GET', '/devices')).status).toBe(200);
  });

  it('nothing can be changed', async () => {
    const stranger = await open.as(null);
    for (const path of ['/jobs', '/devices', '/tokens', '/session/password']) {
      const bodies = {
        '/jobs': { definition: 'x' },
        '/session/password': { current: 'a', password: 'b'.repeat(9) },
      };
      const { status } = await stranger(
        'POST',
        path,
        bodies[path as keyof typeof bodies] ?? { name: 'x', deviceType: 'qemu' },
      );
      expect([path, status]).toEqual([path, 401]);
    }
  });
});

describe('the password of an account', () => {
  it('is changed by anyone who knows it, and ends the other sessions', async () => {
    const api = await testApi();
    const admin = await api.as('admin');
    await admin('POST', '/users', { username: 'ann', password: 'first password' });
    const signIn = async (password: string) => {
      const answer = await api.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: { username: 'ann', password },
      });
      return [answer.statusCode, answer.cookies[0]?.value ?? ''] as const;
    };
    const change = (session: string, current: string, password: string) =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/session/password',
        payload: { current, password },
        cookies: { lava_session: session },
      });
    const [[, one], [, two]] = [await signIn('first password'), await signIn('first password')];
    const refused = await change(one, 'guessed', 'second password');
    expect([refused.statusCode, refused.json().problems[0].where.path]).toEqual([400, ['current']]);
    expect((await change(one, 'first password', 'short')).statusCode).toBe(400);
    const changed = await change(one, 'first password', 'second password');
    expect(changed.json()).toMatchObject({ user: { username: 'ann' } });
    const userOf = async (session: string | undefined) =>
      (await api.app.inject({ url: '/api/v1/session', cookies: { lava_session: session ?? '' } })).json()
        .user;
    expect(await userOf(changed.cookies[0]?.value)).toMatchObject({ username: 'ann' });
    expect([await userOf(one), await userOf(two)]).toEqual([null, null]);
    expect((await signIn('first password'))[0]).toBe(401);
    expect((await signIn('second password'))[0]).toBe(200);
  });
});
