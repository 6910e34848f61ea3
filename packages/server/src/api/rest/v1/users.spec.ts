// SPDX-License-Identifier: Apache-2.0
import { scryptSync } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

describe('a second factor', () => {
  const login = { username: 'tom', password: 'correct horse' };
  const post = (path: string, payload: object, { cookies = {}, from = '::1', api: at = api } = {}) =>
    at.app.inject({ method: 'POST', url: `/api/v1${path}`, payload, cookies, remoteAddress: from });
  const signIn = (code?: string, from = '::1') =>
    post('/session', code === undefined ? login : { ...login, code }, { from });
  const cookiesOf = (answer: { cookies: { value: string }[] }) => ({
    lava_session: answer.cookies[0]?.value ?? '',
  });
  const own = async (cookies: Record<string, string>) =>
    (await api.app.inject({ url: '/api/v1/session/second-factor', cookies })).json();
  const code = (secret: string) => TOTP.generate({ secret: Secret.fromBase32(secret) });
  const wrong = (secret: string) => String((Number(code(secret)) + 500_000) % 1_000_000).padStart(6, '0');
  /** As if the next code was due, and waiting over. */
  const later = () =>
    api.db.run((q) =>
      q
        .updateTable('second_factors')
        .set({ step: 0, wrong: 0, next_try: new Date(0) })
        .execute(),
    );
  const actions = async () => {
    const { body } = await admin('GET', '/history?kind=user&object=tom');
    return (body as { items: { action: string; new: string | null; reason: string }[] }).items;
  };
  /** A stored password that is checked in no time, unlike others: this is not about passwords. */
  const quick = async (username: string) => {
    const key = scryptSync(login.password, 'salt', 32, { N: 2, r: 1, p: 1 }).toString('base64url');
    const password = `scrypt$2$1$1$${Buffer.from('salt').toString('base64url')}$${key}`;
    await api.db.run((q) =>
      q.updateTable('users').set({ password }).where('username', '=', username).execute(),
    );
  };
  let secret: string;
  let codes: string[];

  beforeAll(async () => {
    await admin('POST', '/users', login);
    await quick('tom');
    expect((await post('/session/second-factor', { ...login, password: 'guessed' })).statusCode).toBe(401);
    const before = await signIn();
    const begun = await post('/session/second-factor', login);
    secret = begun.json().secret;
    expect(begun.json().address).toContain(`secret=${secret}`);
    expect(await signIn()).toMatchObject({ statusCode: 200 });
    expect(await post('/session/second-factor/confirm', { ...login, code: wrong(secret) })).toMatchObject({
      statusCode: 401,
    });
    const confirmed = await post('/session/second-factor/confirm', { ...login, code: code(secret) });
    expect(confirmed.json()).toMatchObject({ session: { user: { username: 'tom' } } });
    codes = confirmed.json().recoveryCodes;
    expect(await own(cookiesOf(before))).toMatchObject({ code: 'unauthenticated' });
    expect(await own(cookiesOf(confirmed))).toEqual({
      ...{ since: expect.any(String), recoveryCodes: 10, required: false },
    });
    const again = await post('/session/second-factor/confirm', { ...login, code: code(secret) });
    expect(again.json()).toMatchObject({ code: 'conflict' });
  });
  beforeEach(async () => {
    await later();
    await quick('tom');
  });

  it('is asked for after the password, and each code counts once', async () => {
    expect((await signIn()).json()).toMatchObject({ code: 'second-factor-needed' });
    const guessed = await post('/session', { ...login, password: 'guessed', code: code(secret) });
    expect(guessed.json().message).toBe('user name or password is wrong');
    const now = code(secret);
    expect(await own(cookiesOf(await signIn(now)))).toMatchObject({ recoveryCodes: 10 });
    expect((await signIn(now)).json()).toMatchObject({ message: 'this code was used before' });
    await later();
    const together = await Promise.all([signIn(code(secret)), signIn(code(secret))]);
    expect(together.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
  });

  it('is replaced by a recovery code, each of which counts once', async () => {
    const typed = ` ${codes[0]?.toUpperCase().replaceAll('-', ' ')} `;
    expect(await own(cookiesOf(await signIn(typed)))).toMatchObject({ recoveryCodes: 9 });
    expect((await signIn(codes[0])).statusCode).toBe(401);
    expect((await actions()).map(({ reason }) => reason)).toContain('from ::1, by a recovery code');
  });

  it('stops who guesses with the right password, from everywhere, and neither strangers nor its owner', async () => {
    for (let n = 0; n < 6; n++)
      await post('/session', { ...login, password: 'guess' }, { from: '192.0.2.9' });
    for (let n = 0; n < 5; n++) expect((await signIn(wrong(secret), `192.0.2.${n}`)).statusCode).toBe(401);
    expect((await signIn(code(secret), '192.0.2.7')).json()).toMatchObject({
      code: 'too-many-requests',
      message: expect.stringContaining('1 min'),
    });
    expect((await signIn(codes[1], '192.0.2.8')).statusCode).toBe(200);
    expect((await signIn(code(secret))).statusCode).toBe(200);
    expect((await actions())[0]).toMatchObject({ action: 'sign-in', reason: 'from ::1, with a code' });
  });

  it('cannot be gone round where a password is enough otherwise', async () => {
    const v02 = await api.app.inject({ method: 'POST', url: '/api/v0.2/token/', payload: login });
    expect([v02.statusCode, v02.json()]).toEqual([
      400,
      { non_field_errors: [expect.stringContaining('has a second factor')] },
    ]);
    const worker = await api.app.inject({
      method: 'POST',
      url: '/scheduler/internal/v1/workers/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ name: 'w', ...login }).toString(),
    });
    expect([worker.statusCode, worker.body]).toEqual([403, expect.stringContaining('has a second factor')]);
    const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const headers = { authorization: `Basic ${basic}` };
    expect((await api.app.inject({ url: '/api/v1/jobs', headers })).json()).toMatchObject({
      message: expect.stringContaining('send an API token'),
    });
    const { path } = (await admin('POST', '/users/tom/password-link', {})).body as { path: string };
    const link = { secret: path.split('#')[1], password: login.password };
    const set = await post('/session/password-link', link);
    expect([set.json().user, set.cookies]).toEqual([null, []]);
  });

  it('is kept through a change of the password, and its secret is shown by nothing', async () => {
    const cookies = cookiesOf(await signIn(code(secret)));
    const change = { current: login.password, password: login.password };
    const changed = await post('/session/password', change, { cookies });
    expect(changed.json()).toMatchObject({ user: { username: 'tom' } });
    expect((await signIn()).json()).toMatchObject({ code: 'second-factor-needed' });
    const { body } = await admin('GET', '/users/tom');
    expect(body).toMatchObject({ secondFactor: true });
    const seen = JSON.stringify([body, await own(cookiesOf(changed)), await actions()]);
    expect(seen).not.toContain(secret);
    expect((await post('/session/second-factor', login)).json()).toMatchObject({
      code: 'second-factor-needed',
    });
  });

  it('is set up once when two set it up at the same time, and only what one of them saw holds', async () => {
    const eva = { username: 'eva', password: 'correct horse' };
    await admin('POST', '/users', eva);
    await quick('eva');
    const begin = () => post('/session/second-factor', eva);
    const begun = (await Promise.all([begin(), begin()])).map((each) => each.json().secret as string);
    const confirm = (secret = '') => post('/session/second-factor/confirm', { ...eva, code: code(secret) });
    const all = await Promise.all([...begun, ...begun].map(confirm));
    const confirmed = all.filter(({ statusCode }) => statusCode === 200);
    expect(confirmed).toHaveLength(1);
    const winner = begun[all.indexOf(confirmed[0] as never) % 2];
    for (const loser of all.filter((each) => each !== confirmed[0]))
      expect([401, 409, 429]).toContain(loser.statusCode);
    await later();
    const enter = (given?: string) => post('/session', { ...eva, code: given });
    for (const each of begun) {
      expect((await enter(code(each ?? ''))).statusCode).toBe(each === winner ? 200 : 401);
      await later();
    }
    const { recoveryCodes = [] } = confirmed[0]?.json() ?? {};
    expect((await enter(recoveryCodes[0])).statusCode).toBe(200);
  });

  it('is set up by who must have one before anything else, and cannot be removed by them then', async () => {
    const strict = await testApi('second_factor_required: admins\npublic_reading: false\n', { db: api.db });
    const at = { api: strict };
    const mia = { username: 'mia', password: 'correct horse' };
    await admin('POST', '/users', mia);
    await quick('mia');
    expect((await post('/session', mia, at)).statusCode).toBe(200);
    await admin('PATCH', '/users/mia', { admin: true });
    const refused = await post('/session', mia, at);
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'second-factor-missing']);
    const begun = (await post('/session/second-factor', mia, at)).json();
    const confirm = { ...mia, code: code(begun.secret) };
    const confirmed = await post('/session/second-factor/confirm', confirm, at);
    expect(confirmed.json().session.may).toContain('manage-users');
    const cookies = cookiesOf(confirmed);
    await later();
    const remove = { code: code(begun.secret) };
    const kept = await post('/session/second-factor/remove', remove, { ...at, cookies });
    expect(kept.json()).toMatchObject({ code: 'conflict' });
    expect((await post('/session/second-factor/remove', remove, { cookies })).statusCode).toBe(204);
    expect((await post('/session', mia, at)).json()).toMatchObject({ code: 'second-factor-missing' });
  });

  it('is removed by an admin for somebody who has lost it, which ends the sessions and is in the history', async () => {
    const cookies = cookiesOf(await signIn(code(secret)));
    expect(
      (await post('/session/second-factor/remove', { code: wrong(secret) }, { cookies })).statusCode,
    ).toBe(400);
    expect((await admin('PATCH', '/users/tom', { removeSecondFactor: true })).body).toMatchObject({
      secondFactor: false,
    });
    expect(await own(cookies)).toMatchObject({ code: 'unauthenticated' });
    expect((await signIn()).statusCode).toBe(200);
    const changes = (await actions()).filter(({ action }) => action === 'second-factor');
    expect(changes.map((change) => change.new)).toEqual(['off', 'on']);
  });
});
