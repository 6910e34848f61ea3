// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

interface Answer {
  items: Record<string, unknown>[];
  next: string | null;
}

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let ann: Awaited<ReturnType<TestApi['as']>>;

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  const { lab } = api;
  for (const type of ['bbb', 'panda', 'qemu']) await lab.deviceType(type);
  for (const worker of ['lab-1', 'lab-2', 'lab-3']) await lab.worker(worker);
  for (let n = 1; n <= 9; n++) {
    await admin('POST', '/devices', {
      name: `board-${n}`,
      deviceType: n % 2 ? 'qemu' : 'bbb',
      ...(n % 3 > 0 && { worker: `lab-${n % 3}` }),
      description: n % 4 ? '' : 'on the LEFT shelf 100%',
      tags: n % 3 === 0 ? ['hdmi', 'usb'] : n % 3 === 1 ? ['usb'] : [],
    });
    if (n % 2) await admin('PATCH', `/devices/board-${n}`, { health: 'good' });
    await lab.job({ description: `job ${n}`, priority: [50, 90, 10][n % 3] ?? 50 });
  }
  await api.db.run(async (q) => {
    await sql`update jobs set visibility = 'personal' from job_requests where job_id = id and description = 'job 4'`.execute(
      q,
    );
    await q
      .insertInto('groups')
      .values([{ name: 'kernel' }, { name: 'boot' }])
      .execute();
    await q.insertInto('users').values({ username: 'zoe', email: 'z@example.org' }).execute();
  });
  for (const description of ['ci', 'laptop', 'CI nightly']) await ann('POST', '/tokens', { description });
});

async function list(path: string, by = admin): Promise<Answer> {
  const answer = await by('GET', path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Answer;
}

const keyOf = (item: Record<string, unknown>) => item.username ?? item.name ?? item.id;
const keys = async (path: string, by = admin) => (await list(path, by)).items.map(keyOf);

/** Pages of two, to the end. */
async function paged(path: string, by = admin): Promise<unknown[]> {
  const found: unknown[] = [];
  let after = '';
  for (let n = 0; n < 50; n++) {
    const { items, next } = await list(`${path}${path.includes('?') ? '&' : '?'}limit=2${after}`, by);
    expect(items.length).toBeLessThanOrEqual(2);
    found.push(...items.map(keyOf));
    if (next === null) return found;
    after = `&after=${next}`;
  }
  throw new Error('no end');
}

const SORTS: [string, string[]][] = [
  ['/jobs', ['id', 'endTime', 'queue']],
  ['/devices', ['name', 'deviceType', 'worker', 'state', 'health']],
  ['/device-types', ['name', 'queued', 'devices']],
  ['/workers', ['name', 'state', 'health', 'lastSeen']],
  ['/users', ['username', 'created', 'lastLogin']],
  ['/groups', ['name']],
  ['/tokens', ['id', 'created', 'lastUsed']],
  ['/tags', ['name']],
  ['/history', ['id']],
];
const EVERY_SORT = SORTS.flatMap(([path, sorts]) =>
  sorts.flatMap((sort) => [
    [path, sort],
    [path, `-${sort}`],
  ]),
) as [string, string][];

describe('a list', () => {
  it.each(EVERY_SORT)('%s by %s is the same in one page and in small ones', async (path, sort) => {
    const all = await keys(`${path}?sort=${sort}`);
    expect(new Set(all).size).toBe(all.length);
    if (!sort.endsWith('endTime')) expect(all.length).toBeGreaterThan(0);
    expect(await paged(`${path}?sort=${sort}`)).toEqual(all);
    const back = await keys(`${path}?sort=${sort.startsWith('-') ? sort.slice(1) : `-${sort}`}`);
    expect(back).toEqual(all.toReversed());
  });

  it('continues where it was although rows came and went', async () => {
    const first = await list('/devices?limit=3');
    await admin('POST', '/devices', { name: 'board-0', deviceType: 'panda' });
    await api.db.run((q) => q.deleteFrom('devices').where('name', '=', 'board-3').execute());
    const second = await list(`/devices?limit=3&after=${first.next}`);
    expect(second.items.map(keyOf)).toEqual(['board-4', 'board-5', 'board-6']);
  });

  it.each([
    ['nonsense', 'name'],
    [Buffer.from('["name"]').toString('base64url'), 'name'],
    [Buffer.from('["name","a","b"]').toString('base64url'), 'name'],
    [Buffer.from('["name",7]').toString('base64url'), 'name'],
    [Buffer.from('["name","\\u0000"]').toString('base64url'), 'name'],
    [Buffer.from('["name","\\ud800"]').toString('base64url'), 'name'],
    [Buffer.from('{"0":"name"}').toString('base64url'), 'name'],
    [Buffer.from('["name","board-1"]').toString('base64url'), '-name'],
  ])('refuses an `after` that it did not give: %s', async (after, sort) => {
    const answer = await admin('GET', `/devices?sort=${sort}&after=${after}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect(JSON.stringify(answer.body)).toContain('after');
  });

  it.each([
    ['/jobs', '-id', 1],
    ['/workers', 'lastSeen', 2],
    ['/jobs', 'queue', 3],
  ])('%s by %s refuses numbers and times that are none', async (path, sort, length) => {
    for (const value of ['x', '1.5', '99999999999999999999', '']) {
      const after = Buffer.from(JSON.stringify([sort, ...Array(length).fill(value)])).toString('base64url');
      expect((await admin('GET', `${path}?sort=${sort}&after=${after}`)).status).toBe(400);
    }
    const largest = ['9'.repeat(16), '9'.repeat(16), '9'.repeat(16)].slice(0, length);
    const after = Buffer.from(JSON.stringify([sort, ...largest])).toString('base64url');
    expect((await admin('GET', `${path}?sort=${sort}&after=${after}`)).status).toBe(200);
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'sort=colour', 'sort=--name', 'state=', 'health=good,fine'])(
    'refuses %s',
    async (query) => {
      expect((await admin('GET', `/devices?${query}`)).status).toBe(400);
    },
  );
});

describe('filters', () => {
  it.each([
    ['/devices?health=good,bad&health=looping', ['board-1', 'board-5', 'board-7', 'board-9']],
    ['/devices?deviceType=bbb&worker=lab-1', ['board-4']],
    ['/devices?worker=lab-1,lab-2&deviceType=qemu', ['board-1', 'board-5', 'board-7']],
    ['/devices?tag=usb,hdmi', ['board-6', 'board-9']],
    ['/devices?tag=usb&tag=hdmi&health=good', ['board-9']],
    ['/devices?search=left', ['board-4', 'board-8']],
    ['/devices?search=0%25', ['board-4', 'board-8']],
    ['/devices?search=_', []],
    ['/devices?state=idle&search=D-7', ['board-7']],
    ['/device-types?search=AN', ['panda']],
    ['/workers?search=lab-2', ['lab-2']],
    ['/workers?state=offline', []],
    ['/users?admin=true', ['admin']],
    ['/users?search=EXAMPLE.org', ['zoe']],
    ['/users?active=false', []],
    ['/groups?search=ker', ['kernel']],
    ['/groups?member=ann', []],
    ['/tags?search=HD', ['hdmi']],
  ])('%s', async (path, names) => {
    expect(await keys(path)).toEqual(names);
  });

  it('of tokens finds those of the account', async () => {
    const found = (await list('/tokens?search=ci', ann)).items.map(({ description }) => description);
    expect(found).toEqual(['ci', 'CI nightly']);
  });

  it('of jobs: several states, types, and the order of the queue', async () => {
    const descriptions = async (query: string, by = admin) =>
      (await list(`/jobs?${query}`, by)).items.map(({ description }) => description);
    expect(await descriptions('sort=queue')).toEqual([1, 4, 7, 3, 6, 9, 2, 5, 8].map((n) => `job ${n}`));
    expect(await descriptions('state=running,submitted&search=job%203')).toEqual(['job 3']);
    expect(await descriptions('state=running&state=finished')).toEqual([]);
    expect(await descriptions('deviceType=bbb,qemu&limit=1')).toEqual(['job 9']);
    expect(await descriptions('search=job%204', ann)).toEqual([]);
  });
});

describe('counts', () => {
  it('of devices are the lengths of the lists', async () => {
    const { body } = await admin('GET', '/devices/counts?deviceType=bbb');
    expect(body).toEqual({
      total: 4,
      state: { idle: 4, reserved: 0, running: 0 },
      health: { good: 0, unknown: 0, looping: 0, bad: 0, maintenance: 4, retired: 0 },
    });
  });

  it('of workers', async () => {
    const { body } = await admin('GET', '/workers/counts?search=lab');
    expect(body).toMatchObject({ total: 3, health: { active: 3, maintenance: 0, retired: 0 } });
  });

  it('of jobs are of those that the reader may see', async () => {
    const counts = async (query: string, by: typeof ann) => (await by('GET', `/jobs/counts?${query}`)).body;
    const nothing = { running: 0, finished: 0, complete: 0, incomplete: 0, canceled: 0 };
    expect(await counts('', admin)).toEqual({ queued: 9, ...nothing });
    expect(await counts('', ann)).toEqual({ queued: 8, ...nothing });
    expect(await counts('search=job%209', ann)).toEqual({ queued: 1, ...nothing });
  });

  it('ask no more than the lists: users and groups are for admins', async () => {
    for (const path of ['/users', '/groups'] as const) expect((await ann('GET', path)).status).toBe(403);
  });
});
