// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

type By = Awaited<ReturnType<TestApi['as']>>;

let admin: By;
let ann: By;
let nobody: By;
beforeAll(async () => {
  const api = await testApi();
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
