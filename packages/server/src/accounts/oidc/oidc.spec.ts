// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../../api/rest/v1/oidc.ts';
import { type TestApi, testApi } from '../../testing/api.ts';
import { atEnd } from '../../testing/at-end.ts';
import { signInThere, startProvider, type TestProvider } from '../../testing/oidc.ts';
import { accountOf } from '../outside.ts';

const PUBLIC = 'https://lava.example.org';
const CALLBACK = '/api/v1/session/oidc/callback';

let provider: TestProvider;
let api: TestApi;
let settings: string[];
beforeAll(async () => {
  provider = await startProvider(PUBLIC + CALLBACK);
  const directory = mkdtempSync(join(tmpdir(), 'lava-oidc-'));
  atEnd(async () => rmSync(directory, { recursive: true }));
  const file = join(directory, 'secret');
  writeFileSync(file, `${provider.secret}\n`);
  settings = [
    `public_url: ${PUBLIC}`,
    `oidc_client_id: ${provider.clientId}`,
    `oidc_client_secret_file: ${file}`,
    'oidc_label: the lab',
    'oidc_groups: {kernel-devs: kernel}',
    'oidc_required_groups: [staff]',
  ];
  api = await testApi([`oidc_issuer: ${provider.issuer}`, ...settings, ''].join('\n'));
  await api.lab.user('admin', true);
});

async function begin(to = '/jobs?sort=id', of = api) {
  const answer = await of.app.inject({ url: '/api/v1/session/oidc', query: { to } });
  const cookie = answer.cookies.find(({ name }) => name === 'lava_oidc');
  return { answer, address: String(answer.headers.location), cookies: { lava_oidc: cookie?.value ?? '' } };
}

/** The last part of the way: the browser comes back with its cookie. */
const back = (address: string, cookies: Record<string, string>) =>
  api.app.inject({ url: address.slice(PUBLIC.length), cookies });

async function signIn(login: string, to?: string) {
  const { address, cookies } = await begin(to);
  return back(await signInThere(address, login, PUBLIC), cookies);
}

const userOf = async (answer: { cookies: { name: string; value: string }[] }) => {
  const session = answer.cookies.find(({ name }) => name === 'lava_session')?.value ?? '';
  return (await api.app.inject({ url: '/api/v1/session', cookies: { lava_session: session } })).json().user;
};

const person = (preferred_username: string, groups: string[] = ['staff']) => ({
  preferred_username,
  groups,
  email: `${preferred_username}@example.org`,
  email_verified: true,
});

describe('somebody whom the provider signs in', () => {
  it('gets an account and a session, is in the groups that theirs are mapped to, and sees the page they came from', async () => {
    provider.people.set('248', person('ann', ['staff', 'kernel-devs', 'others']));
    const answer = await signIn('248');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, `${PUBLIC}/jobs?sort=id`]);
    expect(await userOf(answer)).toEqual({
      username: 'ann',
      email: 'ann@example.org',
      admin: false,
      groups: ['kernel'],
    });
    provider.people.set('248', person('ann-with-another-name'));
    expect(await userOf(await signIn('248'))).toMatchObject({ username: 'ann', groups: [] });
    const [admin, ann] = [await api.as('admin'), await api.as('ann')];
    const identities = [{ provider: 'oidc', subject: `${provider.issuer}#248` }];
    expect((await admin('GET', '/users/ann')).body).toMatchObject({ identities });
    expect((await ann('GET', '/session/identities')).body).toEqual({ items: identities });
    expect((await admin('GET', '/session/identities')).body).toEqual({ items: [] });
  });

  it('does not get the account of somebody else by its name', async () => {
    await api.lab.user('fred', true);
    provider.people.set('666', person('fred'));
    const answer = await signIn('666');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([409, 'text/plain; charset=utf-8']);
    expect(answer.body).toContain(`lava users update fred --link oidc:${provider.issuer}#666`);
    expect(await userOf(answer)).toBeNull();
    const admin = await api.as('admin');
    await admin('PATCH', '/users/fred', { link: { provider: 'oidc', subject: `${provider.issuer}#666` } });
    expect(await userOf(await signIn('666'))).toMatchObject({ username: 'fred', admin: true });
  });

  it('stays out without a group that may sign in, with a name that no account has, and when deactivated here', async () => {
    provider.people.set('1', person('eve', []));
    expect((await signIn('1')).statusCode).toBe(403);
    provider.people.set('2', person('../eve'));
    expect((await signIn('2')).body).toContain('"../eve"');
    provider.people.set('3', person('dora'));
    expect((await signIn('3')).statusCode).toBe(302);
    const admin = await api.as('admin');
    await admin('PATCH', '/users/dora', { active: false });
    expect((await signIn('3')).body).toContain('the account dora is deactivated or has expired');
  });
});

describe('what a provider says of somebody', () => {
  it('is left out where it is not an address, and refused where it is not a number', async () => {
    for (const email of [
      'a\0b@x.org',
      'a@x.org\r\nBcc: b@x.org',
      `${'a'.repeat(300)}@x.org`,
      '\ud800@x.org',
    ]) {
      provider.people.set('7', { ...person('hugo'), email });
      expect(await userOf(await signIn('7'))).toMatchObject({ username: 'hugo', email: '' });
    }
    provider.people.set('7', person('hugo'));
    expect(await userOf(await signIn('7'))).toMatchObject({ email: 'hugo@example.org' });
    for (const subject of ['', 'a\0', 'a\n', '\udc00', 'x'.repeat(501)]) {
      const identity = { provider: 'ldap', subject } as const;
      await expect(
        accountOf(api.db, { identity, username: 'ina', email: '', groups: [] }, [], '::1'),
      ).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('the way to the provider and back', () => {
  it('asks with state, nonce and the challenge of PKCE, and is named by the session', async () => {
    const { address, answer } = await begin();
    const asked = Object.fromEntries(new URL(address).searchParams);
    expect(asked).toMatchObject({
      redirect_uri: PUBLIC + CALLBACK,
      code_challenge_method: 'S256',
      response_type: 'code',
      state: expect.stringMatching(/^.{20,}$/),
      nonce: expect.stringMatching(/^.{20,}$/),
    });
    expect(answer.headers['set-cookie']).toMatch(/Path=\/api\/v1\/session\/oidc; HttpOnly; SameSite=Lax/);
    expect((await api.app.inject('/api/v1/session')).json()).toMatchObject({ oidc: 'the lab' });
  });

  it('ends only in the browser that began it, once, and with the state and nonce of it', async () => {
    provider.people.set('4', person('gina'));
    const [one, other] = [await begin(), await begin()];
    const came = await signInThere(one.address, '4', PUBLIC);
    expect((await back(came, {})).body).toContain('was not begun in this browser');
    expect((await back(came, { lava_oidc: 'bm9uc2Vuc2U' })).statusCode).toBe(401);
    expect((await back(came, other.cookies)).statusCode).toBe(401);
    expect((await back(came, one.cookies)).statusCode).toBe(302);
    expect((await back(came, one.cookies)).headers['set-cookie']).not.toContain('lava_session');
    expect((await back(`${PUBLIC}${CALLBACK}?error=access_denied`, one.cookies)).statusCode).toBe(401);
  });

  it('leads to a page of this server, whatever is asked for', () => {
    for (const to of [
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'https://evil.example',
      'javascript:x',
    ])
      expect(pageOf(to, PUBLIC)).toBe(`${PUBLIC}/`);
    expect(pageOf('/.//evil.example', PUBLIC)).toBe(`${PUBLIC}//evil.example`);
    expect(pageOf('/jobs/5#log', PUBLIC)).toBe(`${PUBLIC}/jobs/5#log`);
  });

  it('fails with a message when the provider is away, and needs settings that fit each other', async () => {
    const away = await testApi(['oidc_issuer: http://127.0.0.1:1', ...settings, ''].join('\n'), {
      db: api.db,
    });
    const { answer } = await begin('/jobs', away);
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'sign-in-unavailable']);
    const alone = 'oidc_issuer: https://id.example.org\n';
    await expect(testApi(alone, { db: api.db })).rejects.toThrow('needs oidc_client_id and public_url');
    await expect(testApi('oidc_issuer: http://id.example.org\n')).rejects.toThrow('must be https');
  });
});
