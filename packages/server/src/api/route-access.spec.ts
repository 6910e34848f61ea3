// SPDX-License-Identifier: Apache-2.0
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountNamed } from '../accounts/accounts.ts';
import { addToken } from '../accounts/tokens.ts';
import { putText } from '../db/queries/texts.ts';
import { ACCESS, ASKERS, ROUTE_ACCESS } from '../rights/route-access.ts';
import { type TestApi, testApi } from '../testing/api.ts';

/** `read`: an admin's token with this scope; `expired`: one whose time is over. */
const COLUMNS = [...ASKERS, 'read', 'expired'] as const;
type Column = (typeof COLUMNS)[number];

let api: TestApi;
let job: number;
let delivery: number;
const tokens: Partial<Record<Column, string>> = {};
beforeAll(async () => {
  api = await testApi();
  const { db, lab } = api;
  for (const name of ASKERS.slice(1)) {
    await lab.user(name, name === 'admin');
    tokens[name] = (await addToken(db, await accountNamed(db, name), 'test')).token;
  }
  const admin = await accountNamed(db, 'admin');
  tokens.read = (await addToken(db, admin, 'read', { scope: 'read' })).token;
  tokens.expired = (await addToken(db, admin, 'expired')).token;
  await db.run((q) =>
    q
      .updateTable('api_tokens')
      .set({ expires: new Date(0) })
      .where('description', '=', 'expired')
      .execute(),
  );
  await lab.deviceType('qemu');
  await lab.worker('qemu');
  await lab.device('qemu', { worker: 'qemu' });
  await db.run((q) => putText(q, 'health-check', 'qemu', 'job_name: x', 'admin'));
  for (const kind of ['worker-config', 'worker-env', 'worker-env-dut'] as const)
    await db.run((q) => putText(q, kind, 'qemu', 'x: 1', 'admin'));
  await ask('admin', 'POST', '/groups', { name: 'qemu', members: ['member'] });
  for (const kind of ['device-type', 'device', 'worker']) {
    await ask('admin', 'POST', '/permissions', { kind, object: 'qemu', permission: 'view', group: 'qemu' });
    await ask('admin', 'POST', '/permissions', {
      kind,
      object: 'qemu',
      permission: 'change',
      user: 'keeper',
    });
  }
  const { id: group } = await db.run((q) => q.selectFrom('groups').select('id').executeTakeFirstOrThrow());
  const submitter = (await accountNamed(db, 'submitter')).id;
  job = await lab.job({ visibility: 'group', viewing_groups: [group], submitter });
  const own = ASKERS.map((author) => ({ job_id: job, author, text: 'x' }));
  await db.run((q) => q.insertInto('job_comments').values(own).execute());
  const files = [...ASKERS.keys(), ASKERS.length].map((n) => ({
    name: String(n),
    size: 0,
    sha256: Buffer.alloc(32),
  }));
  await db.run((q) =>
    q
      .insertInto('attachments')
      .values(files.map((file) => ({ ...file, job_id: job, added_by: 'x' })))
      .execute(),
  );
  delivery = await db.run(async (q) => {
    const sent = {
      job_id: job,
      event: 'finished',
      kind: 'callback',
      place: 0,
      target: '',
      host: '',
    } as const;
    return (await q.insertInto('deliveries').values(sent).returning('id').executeTakeFirstOrThrow()).id;
  });
  await db.run((q) =>
    q
      .insertInto('leases')
      .values({ job_id: job, holder: submitter, state: 'held', asked: 60, longest: 60, ...NO_TIMES })
      .execute(),
  );
});

async function ask(column: Column, method: string, path: string, body?: object): Promise<number> {
  const token = tokens[column];
  const answer = await api.app.inject({
    method: method as 'GET',
    url: API_PREFIX + path,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body && { payload: body }),
  });
  return answer.statusCode;
}

const NO_TIMES = {
  ...{ idle: null, device: null, not_before: null, begin_time: null, until: null },
  ...{ end_time: null, end_reason: null, power: null },
};

/** What each may be sent so that nothing but rights refuses it; a name of its own for each that adds something. */
const BODIES: Record<string, (column: Column) => object> = {
  'POST /session/password': () => ({ current: 'wrong', password: 'correct horse' }),
  'POST /session/second-factor/remove': () => ({ code: '123456' }),
  'POST /tokens': () => ({}),
  'POST /artifact-tokens': (column) => ({ name: `by-${column}`, token: 'x' }),
  'POST /jobs': () => ({ definition: 'x' }),
  'POST /known-failures': (column) => ({ name: `by-${column}`, reason: 'x' }),
  'PATCH /fair-share': () => ({ enabled: false }),
  'PUT /fair-share/users/{name}': () => ({ weight: 1 }),
  'PUT /fair-share/groups/{name}': () => ({ cap: null }),
  'POST /queries': (column) => ({ name: `by-${column}`, filter: '' }),
  'PATCH /queries/{id}': () => ({ description: 'x' }),
  'POST /subscriptions': () => ({ name: 'x', kind: 'mail' }),
  'POST /leases': () => ({ target: 'qemu', seconds: 600 }),
  'POST /leases/{id}/extend': () => ({ seconds: 600 }),
  'POST /leases/{id}/share': () => ({ users: [], groups: [] }),
  'POST /leases/{id}/hand-over': () => ({ to: 'submitter' }),
  'POST /leases/{id}/power': () => ({ to: 'on' }),
  'POST /jobs/validate': () => ({ definition: 'x' }),
  'POST /jobs/validate-test-definition': () => ({ definition: 'x' }),
  'POST /jobs/translate': () => ({ definition: 'x' }),
  'PATCH /jobs/{id}': () => ({ priority: 1 }),
  'POST /jobs/{id}/fail': () => ({}),
  'POST /jobs/{id}/results': () => ({ suite: 'x', cases: [{ name: 'x', result: 'pass' }] }),
  'PUT /jobs/{id}/attachments/{name}': () => ({}),
  'POST /jobs/{id}/comments': () => ({ text: 'x' }),
  'PUT /jobs/{id}/kept': () => ({}),
  'PUT /jobs/{id}/failure-tags': () => ({ tags: [] }),
  'PATCH /failure-tags/{name}': () => ({ description: 'x' }),
  'PATCH /devices/{name}': () => ({ description: 'x' }),
  'PUT /devices/{name}/dictionary': () => ({ text: "{% extends 'qemu.jinja2' %}" }),
  'POST /devices/{name}/health-check': () => ({}),
  'POST /devices/{name}/notes': () => ({ text: 'x' }),
  'POST /devices': (column) => ({ name: `by-${column}`, deviceType: 'qemu' }),
  'PATCH /device-types/{name}': () => ({ description: 'x' }),
  'PUT /device-types/{name}/template': () => ({ text: 'x' }),
  'PUT /device-types/{name}/health-check': () => ({ text: 'x' }),
  'POST /device-types/{name}/notes': () => ({ text: 'x' }),
  'POST /tags': (column) => ({ name: `by-${column}` }),
  'PATCH /tags/{name}': () => ({ description: 'x' }),
  'POST /aliases': (column) => ({ name: `by-${column}-alias`, deviceType: 'qemu' }),
  'POST /device-types': (column) => ({ name: `by-${column}` }),
  'PATCH /workers/{name}': () => ({ description: 'x' }),
  'POST /workers/{name}/notes': () => ({ text: 'x' }),
  'POST /workers/{name}/offline': () => ({}),
  'POST /workers/{name}/online': () => ({}),
  'PUT /workers/{name}/config': () => ({ text: 'x: 1' }),
  'PUT /workers/{name}/env': () => ({ text: 'x: 1' }),
  'PUT /workers/{name}/env-dut': () => ({ text: 'x: 1' }),
  'POST /workers': (column) => ({ name: `by-${column}` }),
  'POST /join-requests/{fingerprint}/accept': () => ({ name: 'x' }),
  'POST /users': (column) => ({ username: `by-${column}`, password: 'correct horse' }),
  'PATCH /users/{name}': () => ({ email: 'x@example.org' }),
  'POST /groups': (column) => ({ name: `by-${column}` }),
  'PATCH /groups/{name}': () => ({ add: [] }),
  'POST /permissions': () => ({ kind: 'worker', permission: 'view', user: 'admin' }),
};

/** Is refused to whoever gives a wrong password; and streams, which answer as long as somebody listens. */
const APART = [
  'POST /session',
  'POST /session/password-link',
  'POST /session/second-factor',
  'POST /session/second-factor/confirm',
  'GET /events',
  'GET /jobs/{id}/stream',
];

/** Those whom a route does not refuse. An object that they may not see is refused as one that is not there. */
async function allowed(route: string): Promise<Column[]> {
  const [method = '', template = ''] = route.split(' ');
  const hides = /the (object|job|lease)$/.test(ROUTE_ACCESS[route] ?? '');
  const path = template
    .replace('{id}', /^\/(jobs|leases)/.test(template) ? String(job) : '999999')
    .replace('{format}', 'json')
    .replace('{other}', String(job))
    .replace('{delivery}', String(delivery))
    .replace('{fingerprint}', '0'.repeat(16))
    .replace(/^(\/jobs\/.*)\{(?:comment|name)\}/, '$1{own}')
    .replace('{name}', template.startsWith('/users') ? 'account' : 'qemu');
  const found: Column[] = [];
  for (const column of COLUMNS) {
    // One of their own.
    const own = String(ASKERS.indexOf(column as never) + 1);
    const status = await ask(column, method, path.replace('{own}', own), BODIES[route]?.(column));
    if (status !== 401 && status !== 403 && !(hides && status === 404)) found.push(column);
  }
  return found;
}

describe('who may use a route', () => {
  it('is written down for every route', async () => {
    const { paths } = (await api.app.inject('/api/openapi.json')).json() as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.slice(API_PREFIX.length)}`),
    );
    expect(Object.keys(ROUTE_ACCESS).sort()).toEqual(routes.sort());
  });

  it.each(Object.entries(ROUTE_ACCESS).filter(([route]) => !APART.includes(route)))(
    '%s: %s',
    async (route, access) => {
      const reads = route.startsWith('GET');
      const expected = [...ACCESS[access], ...(reads ? ['read'] : [])];
      expect(await allowed(route)).toEqual(expected);
    },
  );
});
