// SPDX-License-Identifier: Apache-2.0

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_TEMPLATE } from '@lava/protocol/api/lab.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeServer, fakeServer, type Ran } from '../../testing/fake-server.ts';
import { runHere } from '../../testing/run-here.ts';

const SECRET = 'a-token-of-the-other-server';
const TIME = '2026-11-22T10:00:00.000Z';
const NONE = { items: [], next: null };
const LISTS = ['device-types', 'devices', 'workers', 'tags', 'aliases', 'users', 'groups', 'permissions'];
const EMPTY_LAB = {
  'GET /session': { user: null, version: '1', may: ['manage-lab', 'manage-users'] },
  ...Object.fromEntries(LISTS.map((name) => [`GET /${name}?limit=1000`, NONE])),
};
const ACCOUNT = {
  username: 'x',
  email: '',
  admin: false,
  groups: [],
  active: true,
  created: TIME,
  lastLogin: null,
};
const DEVICE = {
  ...{ name: 'board-1', deviceType: 'panda', worker: null, state: 'idle', health: 'maintenance' },
  ...{ description: '', tags: [], currentJob: null, hasDictionary: false },
};

/** Lists and methods of a LAVA; what is not named is an empty list, or not there. */
interface Elsewhere {
  lists?: Record<string, unknown[]>;
  texts?: Record<string, string>;
  methods?: Record<string, string>;
}

let lab: FakeServer;
let closing: (() => Promise<void>)[];
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'lava-import-'));
  writeFileSync(join(home, 'token'), `${SECRET}\n`);
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
  rmSync(home, { recursive: true });
});

async function serve(answer: (request: IncomingMessage, body: string, response: ServerResponse) => void) {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    heard.push(`${request.url} ${request.headers.authorization ?? ''}`);
    answer(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

function lava({ lists = {}, texts = {}, methods = {} }: Elsewhere) {
  return serve(({ url = '' }, body, response) => {
    const { pathname } = new URL(url, 'http://x');
    const path = pathname.replace('/api/v0.2/', '');
    const [, method = ''] = /<methodName>([^<]*)</.exec(body) ?? [];
    if (pathname === '/RPC2') response.end(methods[method] ?? fault(-32601, 'no such method'));
    else if (path === 'system/whoami/') response.end('{"user":"root"}');
    else if (texts[path] !== undefined) response.end(texts[path]);
    else if (/(dictionary|template|health_check|env|config)\/$/.test(path)) response.writeHead(400).end('{}');
    else response.end(JSON.stringify({ count: lists[path]?.length ?? 0, results: lists[path] ?? [] }));
  });
}

const value = (inner: string) =>
  `<methodResponse><params><param><value>${inner}</value></param></params></methodResponse>`;
const fault = (code: number, text: string) =>
  `<methodResponse><fault><value>${struct({ faultCode: `<int>${code}</int>`, faultString: text })}</value></fault></methodResponse>`;
const struct = (members: Record<string, string>) =>
  `<struct>${Object.entries(members)
    .map(([name, inner]) => `<member><name>${name}</name><value>${inner}</value></member>`)
    .join('')}</struct>`;
const array = (...inner: string[]) =>
  `<array><data>${inner.map((each) => `<value>${each}</value>`).join('')}</data></array>`;

async function importFrom(
  url: string,
  answers: Record<string, unknown> = {},
  flags: string[] = [],
): Promise<Ran> {
  lab = await fakeServer({ ...EMPTY_LAB, ...answers });
  closing.push(() => lab.close());
  const env = { XDG_CONFIG_HOME: home, LAVA_URL: lab.url, LAVA_TOKEN: 'a-token-of-this-server' };
  return runHere(['import', url, '--source-token-file', join(home, 'token'), ...flags], env);
}

const changes = () =>
  lab.asked
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path, body }) => [`${method} ${path}`, body]);

describe('lava import', () => {
  it('enters people without passwords, and nobody as an admin', async () => {
    const user = (name: string, more: Record<string, string>) =>
      value(struct({ username: name, email: `${name}@example.org`, groups: array('rack'), ...more }));
    const { url } = await lava({
      lists: {
        'devices/': [
          { hostname: 'board-1', device_type: 'panda', health: 'Bad', physical_owner: 7, physical_group: 9 },
        ],
      },
      methods: {
        'auth.users.list': value(array(struct({ username: 'ann' }), struct({ username: 'lava-health' }))),
        'auth.users.show': user('ann', {
          id: '<int>7</int>',
          is_superuser: '<boolean>1</boolean>',
          is_active: '<boolean>0</boolean>',
          permissions: array('lava_scheduler_app.add_device', 'auth.add_user'),
        }),
        'auth.groups.list': value(array('rack')),
        'auth.groups.show': value(
          struct({ id: '<int>9</int>', permissions: array('lava_scheduler_app.submit_to_devicetype') }),
        ),
      },
    });
    const given = {
      id: 1,
      kind: 'device',
      object: null,
      permission: 'add',
      user: 'ann',
      group: null,
      created: TIME,
    };
    const { code, stdout } = await importFrom(url, {
      'POST /users': ACCOUNT,
      'PATCH /users/ann': ACCOUNT,
      'POST /groups': { name: 'rack', members: ['ann'] },
      'POST /permissions': given,
      'POST /devices': DEVICE,
      'PATCH /devices/board-1': DEVICE,
    });
    expect(changes()).toEqual([
      ['POST /users', { username: 'ann', email: 'ann@example.org' }],
      ['PATCH /users/ann', { active: false }],
      ['POST /permissions', { kind: 'device', object: null, permission: 'add', user: 'ann', group: null }],
      ['POST /groups', { name: 'rack', members: ['ann'] }],
      [
        'POST /permissions',
        { kind: 'device-type', object: null, permission: 'submit', user: null, group: 'rack' },
      ],
      ['POST /devices', { name: 'board-1', deviceType: 'panda', offline: true }],
      ['PATCH /devices/board-1', { owner: 'ann', ownerGroup: 'rack' }],
    ]);
    expect(stdout).toContain(
      'user ann: superuser there; to make an admin here: lava users update ann --admin',
    );
    expect(stdout).toContain('user ann: permissions that are not of this server: auth.add_user');
    expect(code).toBe(0);
  });

  it('sends the token to its own server only', async () => {
    const elsewhere = await lava({});
    await importFrom(elsewhere.url);
    const kinds = new Set(elsewhere.heard.map((line) => line.split(' ').slice(1).join(' ')));
    expect(kinds).toEqual(
      new Set([`Token ${SECRET}`, `Basic ${Buffer.from(`root:${SECRET}`).toString('base64')}`]),
    );
    expect(lab.asked.map(({ authorization }) => authorization)).not.toContain(`Token ${SECRET}`);
    expect(JSON.stringify(lab.asked)).not.toContain(SECRET);

    const moved = await serve(({ url = '' }, _, response) =>
      response.writeHead(302, { location: new URL(url, elsewhere.url).href }).end(),
    );
    const before = elsewhere.heard.length;
    const { code, stderr } = await importFrom(moved.url);
    expect(stderr).toContain(`redirects to ${elsewhere.url}, which was not asked for`);
    expect(code).toBe(8);
    expect(elsewhere.heard).toHaveLength(before);
  });

  it('reports what cannot be taken, and takes the rest', async () => {
    const device = { device_type: 'panda', health: 'Good', tags: [] };
    const { url } = await lava({
      lists: {
        'devices/': [
          { ...device, hostname: '../users' },
          { ...device, hostname: '..' },
          { ...device, hostname: 7 },
          { ...device, hostname: 'board-1' },
          { ...device, hostname: 'secret-1' },
        ],
        'permissions/devices/': [{ id: 1, device: 'secret-1', group: 'no group', permission: 'view_device' }],
      },
      texts: { 'devices/board-1/dictionary/': 'x'.repeat(MAX_TEMPLATE + 1) },
    });
    const { code, stdout } = await importFrom(url, { 'POST /devices': DEVICE });
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'list of devices: not taken: 1 of them are not in a form that is known',
        'device ../users: not taken: a name here has letters, digits and _ . @ + - only',
        'device ..: not taken: a name here has letters, digits and _ . @ + - only',
        'device board-1: added',
        expect.stringMatching(/^device board-1: not taken: dictionary: .* more than \d+ bytes$/),
        'device secret-1: not taken: there only no group may see it, and here there is no such group',
      ]),
    );
    expect(changes()).toEqual([['POST /devices', { name: 'board-1', deviceType: 'panda', offline: true }]]);
    expect(code).toBe(8);
  });

  it('changes nothing where permissions cannot be read, or you may not manage the lab here', async () => {
    const { url } = await serve(({ url: path = '' }, _, response) =>
      response.writeHead(path.includes('permissions') ? 403 : 200).end('{"user":"bob"}'),
    );
    const refused = await importFrom(url);
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain('--without-permissions');
    expect(changes()).toEqual([]);
    const nobody = await importFrom(url, { 'GET /session': { user: null, version: '1', may: ['submit'] } });
    expect(nobody.code).toBe(7);
    expect(lab.asked).toHaveLength(1);
  });

  it('keeps what differs here, and says so', async () => {
    const { url } = await lava({
      lists: {
        'devices/': [{ hostname: 'board-1', device_type: 'panda', health: 'Good', description: 'theirs' }],
      },
      texts: { 'devices/board-1/dictionary/': 'theirs' },
    });
    const here = {
      'GET /devices?limit=1000': { items: [{ ...DEVICE, description: 'ours' }], next: null },
      'GET /devices/board-1/dictionary': { version: 1, time: TIME, user: 'x', text: 'ours' },
      'PUT /devices/board-1/dictionary': { version: 2, time: TIME, user: 'x', text: 'theirs', problems: [] },
      'PATCH /devices/board-1': DEVICE,
    };
    const kept = await importFrom(url, here);
    expect(kept.stdout).toContain('device board-1: differs: description: "ours" here, "theirs" there');
    expect(kept.stdout).toContain('device board-1: differs: dictionary: another text here');
    expect([kept.code, changes()]).toEqual([8, []]);
    const shown = await importFrom(url, here, ['--overwrite', '--dry-run']);
    expect(shown.stdout).toContain('device board-1: would be changed: description, dictionary');
    expect(changes()).toEqual([]);
    await importFrom(url, here, ['--overwrite']);
    expect(changes()).toEqual([
      ['PATCH /devices/board-1', { description: 'theirs' }],
      ['PUT /devices/board-1/dictionary', { text: 'theirs' }],
    ]);
  });
});
