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
  for (const type of ['panda', 'qemu', 'secret']) await api.lab.deviceType(type);
  const view = { kind: 'device-type', object: 'secret', permission: 'view', user: 'admin' };
  await admin('POST', '/permissions', view);
});

const namesOf = async (by: By, path: string) =>
  ((await by('GET', path)).body as { items: { name: string }[] }).items.map(({ name }) => name);

describe('aliases', () => {
  it('are added to a type, listed as far as their types are seen, and removed', async () => {
    const alias = { name: 'omap4', deviceType: 'panda' };
    expect(await admin('POST', '/aliases', alias)).toMatchObject({ status: 200, body: alias });
    await admin('POST', '/aliases', { name: 'hush', deviceType: 'secret' });
    await admin('POST', '/aliases', { name: 'vm', deviceType: 'qemu' });
    expect(await namesOf(admin, '/aliases')).toEqual(['hush', 'omap4', 'vm']);
    expect(await namesOf(nobody, '/aliases')).toEqual(['omap4', 'vm']);
    expect(await namesOf(ann, '/aliases?deviceType=panda')).toEqual(['omap4']);
    expect((await ann('DELETE', '/aliases/hush')).status).toBe(404);
    expect((await ann('DELETE', '/aliases/omap4')).status).toBe(403);
    expect((await admin('DELETE', '/aliases/omap4')).status).toBe(204);
    expect(await namesOf(admin, '/aliases')).toEqual(['hush', 'vm']);
  });

  it.each([
    ['the name of a type', { name: 'qemu', deviceType: 'panda' }, 409],
    ['an alias of another type', { name: 'vm', deviceType: 'panda' }, 409],
    ['a type that is not there', { name: 'x', deviceType: 'nothing' }, 404],
    ['a name with a slash', { name: 'a/b', deviceType: 'panda' }, 400],
  ])('are refused: %s', async (_, body, status) => {
    expect((await admin('POST', '/aliases', body)).status).toBe(status);
  });
});

describe('tags', () => {
  it('are added, described, and removed unless a device has them', async () => {
    expect((await admin('POST', '/tags', { name: 'usb', description: 'a stick' })).status).toBe(204);
    expect((await admin('POST', '/tags', { name: 'usb' })).status).toBe(409);
    expect((await ann('POST', '/tags', { name: 'hdmi' })).status).toBe(403);
    expect((await admin('PATCH', '/tags/usb', { description: 'two sticks' })).status).toBe(204);
    const { items } = (await nobody('GET', '/tags')).body as { items: object[] };
    expect(items).toEqual([{ name: 'usb', description: 'two sticks', devices: [] }]);
    await admin('POST', '/devices', { name: 'panda-1', deviceType: 'panda', tags: ['usb'] });
    expect((await admin('DELETE', '/tags/usb')).status).toBe(409);
    await admin('PATCH', '/devices/panda-1', { tags: [] });
    expect((await admin('DELETE', '/tags/usb')).status).toBe(204);
    expect(await namesOf(admin, '/tags')).toEqual([]);
  });
});
