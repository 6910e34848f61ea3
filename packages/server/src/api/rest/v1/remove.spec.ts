// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let admin: Awaited<ReturnType<TestApi['as']>>;
let ann: typeof admin;
let nobody: typeof admin;

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  nobody = await api.as(null);
  for (const name of ['qemu', 'unused', 'asked']) await api.lab.deviceType(name);
  for (const name of ['lab-1', 'linked', 'empty', 'wished']) await api.lab.worker(name, { state: 'offline' });
  await api.db.run((q) =>
    q.updateTable('workers').set({ state: 'online' }).where('name', '=', 'linked').execute(),
  );
  for (const name of ['used', 'busy', 'fresh', 'wanted']) await api.lab.device(name, {}, ['usb']);
  const end = { state: 'finished', health: 'complete', end_time: new Date() } as const;
  await api.lab.job({ ...end, device: 'used', worker: 'lab-1' });
  await api.lab.scheduledJob({ device: 'busy', worker: 'lab-1' });
  await api.lab.job({ requested_device: 'wanted' });
  await api.lab.job({ requested_worker: 'wished' });
  await api.lab.job({ device_type: 'asked' });
});

describe('what an admin removes', () => {
  it.each([
    ['/devices/used', 'device used has run 1 job', 'lava devices update used --health retired'],
    ['/devices/busy', 'device busy has run 1 job', 'lava devices update busy --health retired'],
    ['/devices/wanted', 'device wanted is requested by 1 job', 'cancel them first'],
    ['/workers/lab-1', 'worker lab-1 has 4 devices', 'lava devices update NAME --no-worker'],
    ['/workers/linked', 'worker linked is online', 'stop lava-slave on it first'],
    ['/workers/wished', 'worker wished is requested by 1 job', 'cancel them first'],
    ['/device-types/qemu', 'device type qemu has 4 devices', 'remove them, or give them another type'],
    ['/device-types/asked', 'device type asked is used by 1 job', 'lava device-types update asked --hide'],
  ])('stays while it is in use: %s', async (path, message, hint) => {
    expect(await admin('DELETE', path)).toMatchObject({
      status: 409,
      body: { code: 'conflict', message, hint },
    });
    expect(await admin('GET', path)).toMatchObject({ status: 200 });
  });

  it.each(['/devices/fresh', '/workers/empty', '/device-types/unused'])(
    'stays when somebody else asks, is gone afterwards, and is in the history: %s',
    async (path) => {
      expect([(await nobody('DELETE', path)).status, (await ann('DELETE', path)).status]).toEqual([401, 403]);
      expect(await admin('DELETE', path)).toMatchObject({ status: 204 });
      expect(await admin('GET', path)).toMatchObject({ status: 404 });
      expect(await admin('DELETE', path)).toMatchObject({ status: 404 });
      const [, kind, name] = path.split('/');
      const entries = await admin('GET', `/history?kind=${kind?.slice(0, -1)}&object=${name}`);
      expect(entries.body).toMatchObject({ items: [{ actor: 'admin', action: 'remove' }] });
    },
  );

  it('can be added again under the same name', async () => {
    expect(await admin('POST', '/device-types', { name: 'unused' })).toMatchObject({ status: 200 });
    expect(await admin('POST', '/workers', { name: 'empty' })).toMatchObject({ status: 200 });
    const device = { name: 'fresh', deviceType: 'unused', worker: 'empty' };
    expect(await admin('POST', '/devices', device)).toMatchObject({ status: 200, body: { tags: [] } });
  });
});
