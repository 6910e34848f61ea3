// SPDX-License-Identifier: Apache-2.0
import type { BrowserSession } from '@lava/protocol/api/auth.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../../accounts/password.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const password = await hashPassword('correct horse');
  await api.db.run((q) =>
    q.insertInto('users').values({ username: 'ann', password, email: 'ann@example.org' }).execute(),
  );
});

const signIn = (password: string, headers = {}) =>
  api.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { username: 'ann', password },
    headers,
  });
const cookieOf = (answer: { cookies: { name: string; value: string }[] }) => ({
  lava_session: answer.cookies.find(({ name }) => name === 'lava_session')?.value ?? '',
});
const session = async (cookies: Record<string, string>) =>
  (await api.app.inject({ url: '/api/v1/session', cookies })).json();

describe('a browser session', () => {
  it('begins with the password, is kept in a cookie that scripts cannot read, and ends', async () => {
    const answer = await signIn('correct horse');
    expect(answer.json()).toMatchObject({
      user: { username: 'ann', email: 'ann@example.org', admin: false, groups: [] },
    });
    expect(answer.headers['set-cookie']).toMatch(/^lava_session=.+HttpOnly.*SameSite=Strict/);
    const cookies = cookieOf(answer);
    expect(await session(cookies)).toMatchObject({ user: { username: 'ann' } });
    expect((await api.app.inject({ method: 'DELETE', url: '/api/v1/session', cookies })).statusCode).toBe(
      204,
    );
    expect(await session(cookies)).toMatchObject({ user: null });
  });

  it('is listed with its browser and last use, and ended from another', async () => {
    const desk = cookieOf(await signIn('correct horse', { 'user-agent': 'Firefox on the desk' }));
    const sofa = cookieOf(await signIn('correct horse', { 'user-agent': 'Safari\u0001 on the sofa' }));
    const list = async (cookies: Record<string, string>) =>
      (await api.app.inject({ url: '/api/v1/sessions', cookies })).json().items as BrowserSession[];
    const seen = await list(desk);
    const ofSofa = seen.find(({ agent }) => agent.includes('sofa'));
    expect(seen.find(({ own }) => own)?.agent).toBe('Firefox on the desk');
    expect(ofSofa).toMatchObject({ own: false, lastUsed: expect.any(String), expires: expect.any(String) });
    const end = (id: unknown, cookies: Record<string, string>) =>
      api.app.inject({ method: 'DELETE', url: `/api/v1/sessions/${id}`, cookies });
    expect((await end(ofSofa?.id, desk)).statusCode).toBe(204);
    expect(await session(sofa)).toMatchObject({ user: null });
    expect(await session(desk)).toMatchObject({ user: { username: 'ann' } });
    expect((await end(ofSofa?.id, desk)).statusCode).toBe(404);
    expect((await api.app.inject({ url: '/api/v1/sessions' })).statusCode).toBe(401);
    expect(JSON.stringify(seen)).not.toContain(desk.lava_session);
  });

  it('of another account can be neither seen nor ended', async () => {
    const hers = cookieOf(await signIn('correct horse', { 'user-agent': 'only hers' }));
    const bob = await api.as('bob');
    expect((await bob('GET', '/sessions')).body).toEqual({ items: [] });
    const own = (await api.app.inject({ url: '/api/v1/sessions', cookies: hers })).json()
      .items as BrowserSession[];
    expect((await bob('DELETE', `/sessions/${own[0]?.id}`)).status).toBe(404);
    expect(await session(hers)).toMatchObject({ user: { username: 'ann' } });
  });

  it('is nobody’s without a cookie, with a wrong one, and when it has expired', async () => {
    expect(await session({})).toEqual({
      user: null,
      may: [],
      version: expect.any(String),
      build: null,
      publicReading: true,
      oidc: null,
    });
    expect(await session({ lava_session: 'guess' })).toMatchObject({ user: null });
    const cookies = cookieOf(await signIn('correct horse'));
    await api.db.run((q) =>
      q
        .updateTable('sessions')
        .set({ expires: new Date(0) })
        .execute(),
    );
    expect(await session(cookies)).toMatchObject({ user: null });
  });

  it('takes no POST that a form of another site could send', async () => {
    const cookies = cookieOf(await signIn('correct horse'));
    const post = (headers: Record<string, string>, payload?: string) =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/tokens',
        cookies,
        headers,
        ...(payload && { payload }),
      });
    expect((await post({})).statusCode).toBe(403);
    expect((await post({ 'content-type': 'text/plain' }, '{}')).statusCode).toBe(403);
    expect((await post({ 'content-type': 'application/json' }, '{}')).statusCode).toBe(200);
  });

  it('is refused for a wrong password, an unknown user alike, and after many of them', async () => {
    for (let n = 0; n < 10; n++) {
      expect((await signIn('wrong')).json()).toMatchObject({ code: 'unauthenticated' });
    }
    expect((await signIn('correct horse')).statusCode).toBe(429);
    const other = await api.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { username: 'eve', password: 'wrong' },
    });
    expect([other.statusCode, other.json().message]).toEqual([401, 'user name or password is wrong']);
  });
});

describe('an API token', () => {
  it('is shown once, works in both forms, and no more when it is removed', async () => {
    const ann = await api.as('ann');
    const made = (await ann('POST', '/tokens', { description: 'ci' })).body as { id: number; token: string };
    const use = async (authorization: string) =>
      (await api.app.inject({ url: '/api/v1/session', headers: { authorization } })).json();
    expect(await use(`Bearer ${made.token}`)).toMatchObject({ user: { username: 'ann' } });
    expect(await use(`Token ${made.token}`)).toMatchObject({ user: { username: 'ann' } });
    const listed = (await ann('GET', '/tokens')).body as { items: Record<string, unknown>[] };
    expect(listed.items.at(-1)).toMatchObject({
      id: made.id,
      description: 'ci',
      lastUsed: expect.any(String),
    });
    expect(JSON.stringify(listed)).not.toContain(made.token);
    const bob = await api.as('bob');
    expect((await bob('DELETE', `/tokens/${made.id}`)).status).toBe(404);
    expect((await ann('DELETE', `/tokens/${made.id}`)).status).toBe(204);
    expect(await use(`Bearer ${made.token}`)).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('an API token of so many days', () => {
  it('says when it expires, and is not accepted any more from then on', async () => {
    const ann = await api.as('ann');
    const day = 86_400_000;
    const usual = (await ann('POST', '/tokens', {})).body as { expires: string };
    expect(Math.round((Date.parse(usual.expires) - Date.now()) / day)).toBe(365);
    const made = (await ann('POST', '/tokens', { days: 7 })).body as {
      id: number;
      token: string;
      expires: string;
    };
    expect(Math.round((Date.parse(made.expires) - Date.now()) / day)).toBe(7);
    expect((await ann('POST', '/tokens', { days: 0 })).status).toBe(400);
    expect((await ann('POST', '/tokens', { days: 1e9 })).status).toBe(400);
    const use = async () =>
      (await api.app.inject({ url: '/api/v1/session', headers: { authorization: `Bearer ${made.token}` } }))
        .statusCode;
    expect(await use()).toBe(200);
    const over = new Date(Date.now() - 1_000);
    await api.db.run((q) =>
      q.updateTable('api_tokens').set({ expires: over }).where('id', '=', made.id).execute(),
    );
    expect(await use()).toBe(401);
    const listed = (await ann('GET', '/tokens')).body as { items: Record<string, unknown>[] };
    expect(listed.items.at(-1)).toMatchObject({ id: made.id, expires: over.toISOString() });
  });
});

describe('the server', () => {
  it('answers machines that watch over it', async () => {
    expect((await api.app.inject('/healthz')).json()).toEqual({ health: 'good' });
    const metrics = (await api.app.inject('/metrics')).body;
    expect(metrics).toContain('lava_jobs{state="submitted"} 0');
    expect(metrics).toContain('lava_workers_online 0');
  });

  it('shows where workers link, and the key of the server', async () => {
    expect((await api.app.inject('/api/v1/system')).json()).toMatchObject({
      api: 1,
      link: { controlPort: 5556, logPort: 5555, keyFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
      events: { port: null, encrypted: false },
      embeddedDatabase: true,
    });
  });

  it('describes every route of the API', async () => {
    const { paths } = (await api.app.inject('/api/openapi.json')).json();
    expect(Object.keys(paths)).toContain('/api/v1/jobs/{id}/stream');
    for (const [path, methods] of Object.entries(
      paths as Record<string, Record<string, { tags?: string[] }>>,
    )) {
      for (const route of Object.values(methods)) expect([path, route.tags?.length]).toEqual([path, 1]);
    }
    expect((await api.app.inject('/api/docs/')).statusCode).toBe(200);
  });

  it('tells a path that is not there from a page of the web', async () => {
    const missing = await api.app.inject('/api/v1/nothing');
    expect([missing.statusCode, missing.json().code]).toEqual([404, 'not-found']);
    const page = await api.app.inject('/jobs/5');
    expect([page.statusCode, page.headers['content-type']]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  });

  it('refuses bodies that are too large or no JSON', async () => {
    const post = (payload: string) =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/jobs',
        payload,
        headers: { 'content-type': 'application/json' },
      });
    expect((await post('{')).json()).toMatchObject({ code: 'request-invalid' });
    expect((await post(JSON.stringify({ definition: 'x'.repeat(7_000_000) }))).json()).toMatchObject({
      code: 'too-large',
    });
  });
});
