// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../testing/api.ts';
import { accountNamed } from './accounts.ts';
import { addToken } from './tokens.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await testApi();
  await api.lab.user('root', true);
  for (const name of ['ann', 'bob', 'carl', 'dora']) await api.lab.user(name);
  token = (await addToken(api.db, await accountNamed(api.db, 'root'), 'test')).token;
});

const post = (url: string, payload: object, as?: string) =>
  api.app.inject({
    method: 'POST',
    url: `/api/v1${url}`,
    payload,
    ...(as && { headers: { authorization: `Bearer ${as}` } }),
  });

async function linkOf(name: string): Promise<string> {
  const { path } = (await post(`/users/${name}/password-link`, {}, token)).json() as { path: string };
  expect(path).toMatch(/^\/password#[\w-]{43}$/);
  return path.split('#')[1] ?? '';
}

const use = (secret: string, password = 'correct horse') =>
  post('/session/password-link', { secret, password });

const signIn = async (username: string, password: string) =>
  (await post('/session', { username, password })).statusCode;

describe('a password link', () => {
  it('sets the password of its account, once, and signs its owner in', async () => {
    const secret = await linkOf('ann');
    const used = await use(secret);
    expect(used.json()).toMatchObject({ user: { username: 'ann', admin: false } });
    expect(used.headers['set-cookie']).toContain('HttpOnly');
    expect(await signIn('ann', 'correct horse')).toBe(200);
    expect(await use(secret, 'another one')).toMatchObject({ statusCode: 404 });
    expect(await signIn('ann', 'another one')).toBe(401);
  });

  it('is the newest one only, and no longer than it says', async () => {
    const [old, secret] = [await linkOf('bob'), await linkOf('bob')];
    expect((await use(old)).statusCode).toBe(404);
    await api.db.run((q) =>
      q
        .updateTable('password_links')
        .set({ expires: new Date(0) })
        .execute(),
    );
    expect((await use(secret)).statusCode).toBe(404);
  });

  it('is worth nothing when the account was deactivated meanwhile', async () => {
    const secret = await linkOf('carl');
    await api.db.run((q) =>
      q.updateTable('users').set({ active: false }).where('username', '=', 'carl').execute(),
    );
    expect((await use(secret)).statusCode).toBe(404);
    expect((await post('/users/carl/password-link', {}, token)).json()).toMatchObject({ code: 'conflict' });
  });

  it('is used by one of two who come at the same time', async () => {
    const secret = await linkOf('dora');
    const answers = await Promise.all([use(secret, 'password one'), use(secret, 'password two')]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404]);
  });

  it('cannot be guessed: who tries many is slowed down', async () => {
    const codes = [];
    for (let n = 0; n < 12; n++) codes.push((await use(`guess-${n}`)).statusCode);
    expect(codes.slice(0, 5)).not.toContain(429);
    expect(codes.at(-1)).toBe(429);
  });
});
