// SPDX-License-Identifier: Apache-2.0
import type { HistoryList } from '@lava/protocol/api/history.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { forgetHistory } from '../../../audit/history.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let ann: Awaited<ReturnType<TestApi['as']>>;

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device();
});

async function entries(query: string, by = admin): Promise<HistoryList['items']> {
  return ((await by('GET', `/history?${query}`)).body as HistoryList).items;
}

describe('the history', () => {
  it('has an entry for each field that was changed, with the reason, and none for what stayed', async () => {
    await admin('PATCH', '/devices/qemu-1', {
      health: 'maintenance',
      description: 'on the left',
      reason: 'new cable',
    });
    await admin('PATCH', '/devices/qemu-1', { description: 'on the left' });
    const found = await entries('kind=device&object=qemu-1');
    expect(found.map(({ action }) => action).toSorted()).toEqual(['description', 'health']);
    expect(found).toContainEqual(
      expect.objectContaining({
        actor: 'admin',
        action: 'health',
        old: 'good',
        new: 'maintenance',
        reason: 'new cable',
      }),
    );
  });

  it.each([
    ['PATCH', '/workers/lab-1', { jobLimit: 2, reason: 'weak' }, 'kind=worker&object=lab-1', 'limit'],
    ['PATCH', '/device-types/qemu', { display: false }, 'kind=device-type&object=qemu', 'display'],
    ['POST', '/tokens', { description: 'ci' }, 'kind=token', 'add'],
    ['POST', '/users', { username: 'eve', password: 'long enough 1' }, 'kind=user&object=eve', 'add'],
  ])('has %s %s', async (method, path, body, query, action) => {
    await admin(method as 'POST', path, body);
    expect((await entries(query))[0]).toMatchObject({ actor: 'admin', action });
  });

  it.each(['device', 'worker', 'device-type'] as const)('has notes of people on a %s', async (kind) => {
    const name = { device: 'qemu-1', worker: 'lab-1', 'device-type': 'qemu' }[kind];
    const path = `/${kind}s/${name}/notes` as const;
    expect(await admin('POST', path, { text: ' the red cable\nis loose ' })).toMatchObject({ status: 204 });
    expect((await entries(`kind=${kind}&object=${name}&action=note`))[0]).toMatchObject({
      ...{ actor: 'admin', action: 'note', old: null, new: null, reason: 'the red cable\nis loose' },
    });
    expect(await ann('POST', path, { text: 'mine' })).toMatchObject({ status: 403 });
    expect(await admin('POST', path, { text: ' ' })).toMatchObject({ status: 400 });
    expect(await admin('POST', `/${kind}s/none/notes`, { text: 'x' })).toMatchObject({ status: 404 });
  });

  it('has sign-ins and refusals', async () => {
    const login = (password: string) =>
      api.app.inject({ method: 'POST', url: '/api/v1/session', payload: { username: 'eve', password } });
    await login('wrong');
    await login('long enough 1');
    const found = await entries('kind=user&object=eve');
    expect(found.slice(0, 2).map(({ action }) => action)).toEqual(['sign-in', 'sign-in refused']);
  });

  it('comes in pages, filtered', async () => {
    const first = (await admin('GET', '/history?limit=2')).body as HistoryList;
    expect(first.items).toHaveLength(2);
    const second = (await admin('GET', `/history?limit=2&after=${first.next}`)).body as HistoryList;
    expect(second.items[0]?.id).toBeLessThan(first.items[1]?.id ?? 0);
    expect(await entries('actor=nobody')).toEqual([]);
    const actions = (await entries('action=health')).map(({ action }) => action);
    expect(new Set(actions)).toEqual(new Set(['health']));
    expect(await entries(`since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
  });

  it('of the whole lab is for admins; of a device for users; of a job for those who may see it', async () => {
    const status = async (by: typeof ann, query: string) => (await by('GET', `/history?${query}`)).status;
    expect(await status(await api.as(null), 'kind=device')).toBe(401);
    expect(await status(ann, '')).toBe(403);
    expect(await status(ann, 'kind=user&object=admin')).toBe(403);
    expect(await status(ann, 'kind=user&object=ann')).toBe(200);
    expect(await status(ann, 'kind=device&object=qemu-1')).toBe(200);
    const adminId = (await api.db.run((q) => q.selectFrom('users').selectAll().execute())).find(
      ({ username }) => username === 'admin',
    )?.id;
    const personal = await api.lab.job({ submitter: adminId ?? 0, visibility: 'personal' });
    expect(await status(ann, `kind=job&object=${personal}`)).toBe(404);
    expect(await status(admin, `kind=job&object=${personal}`)).toBe(200);
  });

  it('is forgotten when it is old', async () => {
    await api.db.run((q) =>
      q
        .insertInto('audit_log')
        .values({
          time: new Date(Date.now() - 10 * 86_400_000),
          actor: 'ann',
          object_kind: 'tag',
          object: 'old',
          action: 'add',
        })
        .execute(),
    );
    expect(await forgetHistory(api.db, 9)).toBe(1);
    expect(await entries('kind=tag')).toEqual([]);
  });
});
