// SPDX-License-Identifier: Apache-2.0
import type { Grant } from '@lava/protocol/api/permissions.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

type By = Awaited<ReturnType<TestApi['as']>>;

let admin: By;
let ann: By;
let bob: By;
let nobody: By;
beforeAll(async () => {
  const api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  bob = await api.as('bob');
  nobody = await api.as(null);
  await api.lab.deviceType();
  await api.lab.worker();
  for (const name of ['board-1', 'board-2']) await api.lab.device(name);
  await api.db.run((q) => q.insertInto('groups').values({ name: 'team' }).execute());
});

async function give(
  permission: string,
  kind: string,
  object: string | null,
  holder: object,
): Promise<number> {
  const { status, body } = await admin('POST', '/permissions', { permission, kind, object, ...holder });
  expect(status).toBe(200);
  return (body as Grant).id;
}
const team = { group: 'team' };

describe('permissions themselves', () => {
  it('are listed by what they are on and whose they are, to admins, and of an object to those who change it', async () => {
    const id = await give('submit', 'device', 'board-1', team);
    expect(await give('submit', 'device', 'board-1', team)).toBe(id);
    await give('change', 'device', 'board-1', { user: 'bob' });
    const grants = async (by: By, query: string) => (await by('GET', `/permissions${query}`)).body;
    const submits = {
      id,
      kind: 'device',
      object: 'board-1',
      permission: 'submit',
      user: null,
      group: 'team',
    };
    expect(await grants(admin, '?group=team')).toMatchObject({ items: [submits], next: null });
    expect(await grants(admin, '?user=bob')).toMatchObject({
      items: [{ permission: 'change', user: 'bob' }],
    });
    expect(await grants(bob, '?kind=device&object=board-1')).toMatchObject({
      items: [submits, { user: 'bob' }],
    });
    for (const [by, query] of [
      [bob, ''],
      [bob, '?kind=device&object=board-2'],
      [ann, '?kind=device&object=board-1'],
      [nobody, '?kind=device&object=board-1'],
    ] as const)
      expect((await by('GET', `/permissions${query}`)).status).toBe(by === nobody ? 401 : 403);
    const history = (await admin('GET', '/history?kind=device&object=board-1&limit=2')).body;
    expect(history).toMatchObject({
      items: [
        { action: 'grant', new: 'change: user bob', actor: 'admin' },
        { action: 'grant', new: 'submit: group team' },
      ],
    });
  });

  it.each([
    ['neither user nor group', { permission: 'view', kind: 'device', object: 'board-1' }, 400],
    ['both', { permission: 'view', kind: 'device', object: 'board-1', user: 'ann', group: 'team' }, 400],
    ['to submit to a worker', { permission: 'submit', kind: 'worker', object: 'lab-1', user: 'ann' }, 400],
    ['to add one device', { permission: 'add', kind: 'device', object: 'board-1', user: 'ann' }, 400],
    [
      'on a device that is not there',
      { permission: 'view', kind: 'device', object: 'none', user: 'ann' },
      404,
    ],
    [
      'for a user who is not there',
      { permission: 'view', kind: 'device', object: 'board-1', user: 'none' },
      404,
    ],
    [
      'for a group that is not there',
      { permission: 'view', kind: 'device', object: 'board-1', group: 'none' },
      404,
    ],
  ])('are refused for %s', async (_, body, status) => {
    expect((await admin('POST', '/permissions', body)).status).toBe(status);
  });
});
