// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Attribute, Change } from 'ldapts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../testing/api.ts';
import { atEnd } from '../../testing/at-end.ts';
import { BASE, GROUPS, PEOPLE, type Slapd, startSlapd } from '../../testing/slapd.ts';
import { hashPassword } from '../password.ts';

let slapd: Slapd;
let api: TestApi;
beforeAll(async () => {
  slapd = await startSlapd();
  api = await testApi(
    [
      `ldap_url: ${slapd.tlsUrl}`,
      `ldap_ca_file: ${slapd.caFile}`,
      `ldap_bind_dn: ${slapd.root}`,
      `ldap_bind_password_file: ${slapd.passwordFile}`,
      `ldap_base: ${PEOPLE}`,
      `ldap_group_base: ${GROUPS}`,
      'ldap_filter: (!(description=left))',
      'ldap_groups: {kernel-devs: kernel, "cn=lab, ou=groups, dc=example, dc=org": lab}',
      '',
    ].join('\n'),
  );
  await api.lab.user('admin', true);
});

const signIn = (username: string, password: string, of = api) =>
  of.app.inject({ method: 'POST', url: '/api/v1/session', payload: { username, password } });

const history = async (object: string) => {
  const admin = await api.as('admin');
  const { body } = await admin('GET', `/history?object=${object}`);
  return (body as { items: { actor: string; action: string; new: string; reason: string }[] }).items;
};

describe('a person of the directory', () => {
  it('gets an account at the first sign-in, with the mail and the groups that theirs are mapped to', async () => {
    const dn = await slapd.person('ann', 'correct horse');
    await slapd.group('kernel-devs', [dn]);
    await slapd.group('others', [dn]);
    const answer = await signIn('ann', 'correct horse');
    expect(answer.json()).toMatchObject({
      user: { username: 'ann', email: 'ann@example.org', admin: false, groups: ['kernel'] },
    });
    const stored = await api.db.run((q) =>
      q.selectFrom('users').select('password').where('username', '=', 'ann').executeTakeFirstOrThrow(),
    );
    expect(stored.password).toBeNull();
    expect(await history('kernel')).toMatchObject([
      { actor: '<ldap>', action: 'add member', new: 'ann' },
      { actor: '<ldap>', action: 'add' },
    ]);
    expect((await signIn('ann', 'wrong')).json()).toMatchObject({ code: 'unauthenticated' });
    expect((await signIn('nobody', 'correct horse')).json()).toMatchObject({
      message: 'user name or password is wrong',
    });
  });

  it('leaves and joins groups as in the directory at each sign-in, and stays in those that are not mapped', async () => {
    const dn = await slapd.person('bob', 'correct horse');
    await slapd.group('lab', [dn]);
    const admin = await api.as('admin');
    expect((await signIn('bob', 'correct horse')).json().user.groups).toEqual(['lab']);
    await admin('POST', '/groups', { name: 'friends', members: ['bob'] });
    await slapd.admin.modify(`cn=kernel-devs,${GROUPS}`, [
      new Change({ operation: 'add', modification: new Attribute({ type: 'member', values: [dn] }) }),
    ]);
    await slapd.admin.del(`cn=lab,${GROUPS}`);
    expect((await signIn('bob', 'correct horse')).json().user.groups).toEqual(['friends', 'kernel']);
    expect(await history('lab')).toMatchObject([
      { actor: '<ldap>', action: 'remove member', new: 'bob' },
      {},
      {},
    ]);
  });

  it('keeps the account when renamed, and leaves it to nobody who gets the name', async () => {
    await slapd.person('carl', 'correct horse');
    expect((await signIn('carl', 'correct horse')).statusCode).toBe(200);
    await slapd.admin.modifyDN(`uid=carl,${PEOPLE}`, `uid=karl,${PEOPLE}`);
    expect((await signIn('karl', 'correct horse')).json()).toMatchObject({ user: { username: 'carl' } });
    await slapd.person('carl', 'another horse');
    expect((await signIn('carl', 'another horse')).json()).toMatchObject({
      code: 'conflict',
      message: 'there is an account carl already, and it is not linked with the directory',
    });
  });

  it('stays out when the account is deactivated here, or the filter leaves them out', async () => {
    await slapd.person('dora', 'correct horse');
    await slapd.person('emil', 'correct horse', { description: 'left' });
    expect((await signIn('dora', 'correct horse')).statusCode).toBe(200);
    const admin = await api.as('admin');
    await admin('PATCH', '/users/dora', { active: false });
    expect((await signIn('dora', 'correct horse')).json()).toMatchObject({
      code: 'unauthenticated',
      message: 'the account dora is deactivated or has expired',
    });
    expect((await signIn('emil', 'correct horse')).statusCode).toBe(401);
  });

  it('is not found by a filter, a list, or a text with a byte that ends it', async () => {
    for (const name of ['*', '*)(uid=*', 'ann)(|(uid=*', 'a*', '\\61nn', 'ann,ou=people', ' ann', '(ann'])
      expect([name, (await signIn(name, 'correct horse')).statusCode]).toEqual([name, 401]);
    expect((await signIn('ann\0', 'correct horse')).statusCode).toBe(400);
    expect((await signIn('ann', '')).statusCode).toBe(400);
  });
});

describe('a local account', () => {
  it('is not taken over by somebody of that name in the directory, until an admin links them', async () => {
    const password = await hashPassword('local horse');
    await api.db.run((q) =>
      q.insertInto('users').values({ username: 'fred', password, admin: true }).execute(),
    );
    await slapd.person('fred', 'their horse');
    const refused = (await signIn('fred', 'their horse')).json();
    expect(refused).toMatchObject({
      code: 'conflict',
      hint: expect.stringMatching(/--link ldap:entryUUID=[\w-]+$/),
    });
    const [entry] = await history('fred');
    const identity = /ldap:([^,]+)/.exec(entry?.reason ?? '')?.[1];
    expect(entry).toMatchObject({ action: 'sign-in refused', actor: '<ldap>' });
    const admin = await api.as('admin');
    const linked = await admin('PATCH', '/users/fred', { link: { provider: 'ldap', subject: identity } });
    expect(linked.body).toMatchObject({ identities: [{ provider: 'ldap', subject: identity }] });
    expect((await signIn('fred', 'their horse')).json()).toMatchObject({ user: { username: 'fred' } });
    expect((await signIn('fred', 'local horse')).statusCode).toBe(200);
    const other = await admin('PATCH', '/users/admin', { link: { provider: 'ldap', subject: identity } });
    expect(other.body).toMatchObject({ code: 'conflict' });
    await admin('PATCH', '/users/fred', { unlink: 'ldap' });
    expect((await signIn('fred', 'their horse')).statusCode).toBe(409);
    const fred = await api.as('ann');
    expect((await fred('PATCH', '/users/ann', { link: { provider: 'ldap', subject: 'x' } })).status).toBe(
      403,
    );
  });
});

/** A server that pretends to be a directory; it does that to each connection. */
async function liar(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    speak(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `ldap://127.0.0.1:${(server.address() as { port: number }).port}`;
}

describe('the connection to the directory', () => {
  const apiWith = (settings: string[]) =>
    testApi([`ldap_base: ${BASE}`, ...settings, ''].join('\n'), { db: api.db });

  it('is encrypted by StartTLS, or not made; the groups may be those of the person', async () => {
    const group = 'ldap_groups: {kernel-devs: kernel}';
    const good = await apiWith([`ldap_url: ${slapd.url}`, `ldap_ca_file: ${slapd.caFile}`, group]);
    expect((await signIn('bob', 'correct horse', good)).json()).toMatchObject({
      user: { username: 'bob', groups: expect.arrayContaining(['kernel']) },
    });
    for (const url of [slapd.url, slapd.tlsUrl]) {
      const stranger = await apiWith([`ldap_url: ${url}`]);
      expect((await signIn('bob', 'correct horse', stranger)).json()).toMatchObject({
        code: 'sign-in-unavailable',
        message: expect.stringContaining('self-signed certificate'),
      });
    }
    const clear = await apiWith([`ldap_url: ${slapd.url}`, 'ldap_plain_text: true']);
    expect((await signIn('bob', 'correct horse', clear)).statusCode).toBe(200);
  });

  it('fails in seconds, with a message, when the server is silent, lies, floods or is away', async () => {
    const flood = Buffer.alloc(65_536, 0x30);
    const urls = {
      silent: await liar(() => undefined),
      nonsense: await liar((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
      flood: await liar((socket) => {
        socket.write(Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]));
        const more = () => {
          while (!socket.destroyed && socket.write(flood));
        };
        socket.on('drain', more);
        more();
      }),
      closing: await liar((socket) => socket.once('data', () => socket.destroy())),
      away: 'ldap://127.0.0.1:1',
    };
    const began = performance.now();
    const answers = await Promise.all(
      Object.entries(urls).map(async ([name, url]) => {
        const lab = await apiWith([`ldap_url: ${url}`, 'ldap_plain_text: true']);
        const { statusCode } = await signIn('ann', 'correct horse', lab);
        return [name, statusCode];
      }),
    );
    expect(answers).toEqual(Object.keys(urls).map((name) => [name, 503]));
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  it('needs settings that fit each other, and files that can be read', async () => {
    const url = `ldap_url: ${slapd.tlsUrl}`;
    await expect(testApi(`${url}\n`, { db: api.db })).rejects.toThrow('ldap_url needs ldap_base');
    await expect(apiWith([url, 'ldap_bind_dn: cn=x'])).rejects.toThrow('need each other');
    await expect(apiWith([url, 'ldap_ca_file: /nonexistent'])).rejects.toThrow('ldap_ca_file: ENOENT');
    await expect(apiWith(['ldap_url: http://x'])).rejects.toThrow('must be like ldaps://');
    await expect(apiWith(['ldap_groups: {a: "b c"}'])).rejects.toThrow('ldap_groups');
  });
});
