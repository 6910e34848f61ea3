// SPDX-License-Identifier: Apache-2.0

import type { NewApiToken, TokenScope } from '@lava/protocol/api/auth.ts';
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type TestApi, testApi } from '../../../testing/api.ts';

type By = Awaited<ReturnType<TestApi['as']>>;

let api: TestApi;
let admin: By;
let routes: { method: string; path: string }[];
const tokens = {} as Record<TokenScope, z.infer<typeof NewApiToken>>;
beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
  for (const scope of ['read', 'submit', 'all'] as const)
    tokens[scope] = (await admin('POST', '/tokens', { description: scope, scope })).body;
  const { paths } = (await api.app.inject('/api/openapi.json')).json() as {
    paths: Record<string, Record<string, unknown>>;
  };
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
});

async function send(token: string, method: string, path: string, body?: object) {
  const url = path.startsWith(API_PREFIX) ? path : API_PREFIX + path;
  const answer = await api.app.inject({
    method: method as 'GET',
    url,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { payload: body }),
  });
  return { status: answer.statusCode, text: answer.body };
}

/** Routes that a scope refuses, whatever else would be wrong with the request. */
async function refused(scope: TokenScope): Promise<string[]> {
  const found: string[] = [];
  for (const { method, path } of routes) {
    if (/\/(events|stream)$/.test(path)) continue; // answers as long as somebody listens
    const named = path
      .replace('{id}', '999')
      .replace('{fingerprint}', '0'.repeat(16))
      .replace(/\{\w+\}/, 'qemu');
    const { text } = await send(tokens[scope].token, method, named);
    if (text.includes('this token may')) found.push(`${method} ${path.slice(API_PREFIX.length)}`);
  }
  return found;
}

describe('the scope of a token', () => {
  it('read is refused by every route that changes anything, and by no other', async () => {
    const changing = routes.filter(({ method }) => method !== 'GET');
    expect((await refused('read')).sort()).toEqual(
      changing.map(({ method, path }) => `${method} ${path.slice(API_PREFIX.length)}`).sort(),
    );
    expect(changing.length).toBeGreaterThan(30);
  });

  it('submit is refused by the same, but for what is done with jobs and leases', async () => {
    const [read, submit] = [await refused('read'), await refused('submit')];
    expect(read.filter((route) => !submit.includes(route)).sort()).toEqual([
      'DELETE /jobs/{id}/kept',
      'PATCH /jobs/{id}',
      'POST /jobs',
      'POST /jobs/translate',
      'POST /jobs/validate',
      'POST /jobs/validate-test-definition',
      'POST /jobs/{id}/cancel',
      'POST /jobs/{id}/comments',
      'POST /jobs/{id}/deliveries/{delivery}/repeat',
      'POST /jobs/{id}/resubmit',
      'POST /jobs/{id}/results',
      'POST /leases',
      'POST /leases/{id}/end',
      'POST /leases/{id}/extend',
      'POST /leases/{id}/hand-over',
      'POST /leases/{id}/power',
      'POST /leases/{id}/share',
      'PUT /jobs/{id}/attachments/{name}',
      'PUT /jobs/{id}/failure-tags',
      'PUT /jobs/{id}/kept',
    ]);
  });

  it('all is refused by none; the list shows which is which, and none makes a wider one', async () => {
    expect(await refused('all')).toEqual([]);
    const { items } = (await admin('GET', '/tokens?search=read')).body as { items: object[] };
    expect(items).toMatchObject([{ description: 'read', scope: 'read' }]);
    expect((await send(tokens.submit.token, 'POST', '/tokens', {})).status).toBe(403);
    expect((await admin('POST', '/tokens', { scope: 'some' })).status).toBe(400);
  });
});

describe('an account that expires', () => {
  it('neither signs in nor uses its tokens from then on, until that is taken back', async () => {
    await admin('POST', '/users', { username: 'guest', password: 'correct horse' });
    const guest = await api.as('guest');
    const signIn = () =>
      api.app.inject({
        method: 'POST',
        url: `${API_PREFIX}/session`,
        payload: { username: 'guest', password: 'correct horse' },
      });
    const session = (await signIn()).cookies[0];
    const asSession = async () =>
      (
        await api.app.inject({
          url: `${API_PREFIX}/session`,
          cookies: { lava_session: session?.value ?? '' },
        })
      ).json();
    expect(await asSession()).toMatchObject({ user: { username: 'guest' } });
    expect((await admin('PATCH', '/users/guest', { expires: '2999-01-01T00:00:00.000Z' })).status).toBe(200);
    expect((await guest('GET', '/tokens')).status).toBe(200);
    const over = await admin('PATCH', '/users/guest', { expires: '2020-01-01T00:00:00.000Z' });
    expect(over.body).toMatchObject({ active: true, expires: '2020-01-01T00:00:00.000Z' });
    expect((await guest('GET', '/tokens')).status).toBe(401);
    expect((await signIn()).statusCode).toBe(401);
    expect(await asSession()).toMatchObject({ user: null });
    expect((await admin('PATCH', '/users/guest', { expires: null })).body).toMatchObject({ expires: null });
    expect((await guest('GET', '/tokens')).status).toBe(200);
    const history = (await admin('GET', '/history?kind=user&object=guest&action=expires')).body;
    expect(history).toMatchObject({
      items: [{ new: null }, { new: '2020-01-01T00:00:00.000Z' }, { old: null }],
    });
  });

  it("is not one's own", async () => {
    expect((await admin('PATCH', '/users/admin', { expires: '2999-01-01T00:00:00.000Z' })).status).toBe(409);
  });
});
