// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

type By = Awaited<ReturnType<TestApi['as']>>;

let admin: By;
let ann: By;
let nobody: By;
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  nobody = await api.as(null);
  for (const user of ['bob', 'eve']) await api.lab.user(user);
  await api.lab.deviceType();
});

describe('groups', () => {
  it('are added with members, changed, renamed without losing anything, and removed', async () => {
    const may = ['update', 'remove', 'history'];
    const added = await admin('POST', '/groups', { name: 'kernel', members: ['bob', 'ann'] });
    expect(added).toMatchObject({ status: 200, body: { name: 'kernel', members: ['ann', 'bob'], may } });
    await admin('POST', '/permissions', {
      permission: 'change',
      kind: 'device-type',
      object: 'qemu',
      group: 'kernel',
    });
    const changed = await admin('PATCH', '/groups/kernel', { add: ['eve', 'bob'], remove: ['ann'] });
    expect(changed.body).toMatchObject({ members: ['bob', 'eve'] });
    expect((await admin('PATCH', '/groups/kernel', { name: 'linux', remove: ['eve'] })).body).toMatchObject({
      name: 'linux',
      members: ['bob'],
    });
    expect((await admin('GET', '/groups/kernel')).status).toBe(404);
    const { items } = (await admin('GET', '/permissions?group=linux')).body as { items: { id: number }[] };
    expect(items).toMatchObject([{ object: 'qemu', permission: 'change' }]);
    expect(await admin('DELETE', '/groups/linux')).toMatchObject({
      status: 409,
      body: { message: 'group linux has 1 permission', hint: expect.stringContaining('--group linux') },
    });
    await admin('DELETE', `/permissions/${items[0]?.id}`);
    expect((await admin('DELETE', '/groups/linux')).status).toBe(204);
    expect((await admin('GET', '/groups')).body).toMatchObject({ items: [] });
    const history = (await admin('GET', '/history?kind=group&object=linux')).body as { items: object[] };
    expect(history.items).toMatchObject([
      { action: 'remove' },
      { action: 'name', old: 'kernel', new: 'linux' },
    ]);
  });

  it('are all as they were when one of the changes cannot be', async () => {
    await admin('POST', '/groups', { name: 'a', members: ['bob'] });
    await admin('POST', '/groups', { name: 'b' });
    expect((await admin('PATCH', '/groups/a', { name: 'b', add: ['eve'] })).status).toBe(409);
    expect((await admin('PATCH', '/groups/a', { name: 'c', add: ['eve', 'nobody'] })).status).toBe(404);
    expect((await admin('GET', '/groups/a')).body).toMatchObject({ members: ['bob'] });
    expect((await admin('POST', '/groups', { name: 'a' })).status).toBe(409);
    expect((await admin('POST', '/groups', { name: 'with space' })).status).toBe(400);
  });

  it('are for admins', async () => {
    for (const [method, path, body] of [
      ['GET', '/groups', undefined],
      ['GET', '/groups/a', undefined],
      ['POST', '/groups', { name: 'mine' }],
      ['PATCH', '/groups/a', { add: ['ann'] }],
      ['DELETE', '/groups/a', undefined],
    ] as const) {
      expect((await ann(method, path, body)).status, `${method} ${path}`).toBe(403);
      expect((await nobody(method, path, body)).status, `${method} ${path}`).toBe(401);
    }
  });
});

describe('who sees a job', () => {
  it('is said later by who submitted it, and by admins', async () => {
    await api.lab.worker();
    await api.lab.device('qemu-1', { owner: null });
    const [keeper, eve] = [await api.as('keeper'), await api.as('eve')];
    await admin('POST', '/permissions', {
      permission: 'change',
      kind: 'device',
      object: 'qemu-1',
      user: 'keeper',
    });
    await admin('POST', '/groups', { name: 'qa', members: ['ann', 'keeper'] });
    await admin('POST', '/groups', { name: 'secret', members: ['eve'] });
    const { id: submitter } = await api.db.run((q) =>
      q.selectFrom('users').select('id').where('username', '=', 'ann').executeTakeFirstOrThrow(),
    );
    const ended = { state: 'finished', health: 'complete', end_time: new Date() } as const;
    const id = await api.lab.job({ ...ended, device: 'qemu-1', worker: 'lab-1', submitter });
    const set = async (who: By, visibility: unknown) =>
      (await who('PATCH', `/jobs/${id}`, { visibility })).status;
    const seen = async () => {
      const asked = { admin, ann, keeper, eve, nobody };
      const statuses = Object.entries(asked).map(
        async ([name, ask]) => [name, (await ask('GET', `/jobs/${id}`)).status] as const,
      );
      return (await Promise.all(statuses)).filter(([, status]) => status === 200).map(([name]) => name);
    };

    expect(await seen()).toEqual(['admin', 'ann', 'keeper', 'eve', 'nobody']);
    expect([
      await set(keeper, 'personal'),
      await set(eve, 'personal'),
      await set(nobody, 'personal'),
    ]).toEqual([403, 403, 401]);
    expect(await set(ann, { group: ['qa'] })).toBe(200);
    expect(await seen()).toEqual(['admin', 'ann', 'keeper']);
    expect(await set(keeper, 'public')).toBe(403);
    expect(await set(eve, 'public')).toBe(404);
    expect(await set(ann, 'personal')).toBe(200);
    expect(await seen()).toEqual(['admin', 'ann']);
    expect((await eve('GET', '/jobs')).body).toMatchObject({ items: [] });
    // Nobody learns which groups there are, and nothing is half done.
    for (const group of [['secret'], ['none'], ['qa', 'secret']])
      expect((await set(ann, { group })) >= 400).toBe(true);
    for (const wrong of ['group', { group: [] }, { group: ['qa'], extra: 1 }, null])
      expect(await set(ann, wrong)).toBe(400);
    expect((await ann('PATCH', `/jobs/${id}`, {})).status).toBe(400);
    expect((await ann('PATCH', `/jobs/${id}`, { priority: 1, visibility: 'public' })).status).toBe(400);
    expect(await seen()).toEqual(['admin', 'ann']);
    expect(await set(admin, 'public')).toBe(200);
    expect(await seen()).toHaveLength(5);
    const { items } = (await admin('GET', `/history?kind=job&object=${id}&action=visibility`)).body as {
      items: object[];
    };
    expect(items).toMatchObject([
      { actor: 'admin', old: 'personal', new: 'public' },
      { actor: 'ann', old: 'group', new: 'personal' },
      { actor: 'ann', old: 'public', new: 'group' },
    ]);
    const groupsFor = async (who: By) =>
      (await who('GET', `/history?kind=job&object=${id}&action=viewing+groups`)).body;
    const names = [
      { actor: 'ann', old: 'qa', new: '' },
      { actor: 'ann', old: '', new: 'qa' },
    ];
    expect(await groupsFor(admin)).toMatchObject({ items: names });
    expect(await groupsFor(ann)).toMatchObject({ items: names });
    // Everybody sees the job now, and still does not learn which groups there are.
    expect(await groupsFor(eve)).toMatchObject({
      items: [
        { old: null, new: null },
        { old: null, new: null },
      ],
    });
  });
});
