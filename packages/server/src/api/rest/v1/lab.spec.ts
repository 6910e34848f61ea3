// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { parseJoinLine } from '@lava/protocol/wire/join-line.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditOf } from '../../../db/queries/audit.ts';
import { labWorkers } from '../../../db/queries/queue.ts';
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
});

describe('a lab', () => {
  it('is entered by an admin and seen by all', async () => {
    expect(await admin('POST', '/device-types', { name: 'qemu', description: 'virtual' })).toMatchObject({
      status: 200,
      body: { name: 'qemu', display: true, template: 'shipped', queued: 0 },
    });
    const joined = await admin('POST', '/workers', { name: 'lab-1' });
    const line = parseJoinLine((joined.body as { joinLine: string }).joinLine);
    expect(line).toMatchObject({ name: 'lab-1', controlPort: 5556, logPort: 5555, host: hostname() });
    const device = {
      name: 'qemu-1',
      deviceType: 'qemu',
      worker: 'lab-1',
      tags: ['usb', 'can'],
      dictionary: 'x',
    };
    expect(await admin('POST', '/devices', device)).toMatchObject({
      status: 200,
      body: {
        name: 'qemu-1',
        health: 'unknown',
        state: 'idle',
        tags: ['can', 'usb'],
        hasDictionary: true,
        currentJob: null,
      },
    });
    expect((await nobody('GET', '/devices/qemu-1')).body).toMatchObject({ worker: 'lab-1' });
    expect((await nobody('GET', '/device-types/qemu')).body).toMatchObject({
      devices: { idle: 0, busy: 0, offline: 1 },
    });
    expect((await nobody('GET', '/workers')).body).toMatchObject({
      items: [{ name: 'lab-1', state: 'offline', devices: ['qemu-1'], keyFingerprint: null }],
    });
  });

  it('refuses a second one of a name, and what does not exist', async () => {
    expect(await admin('POST', '/device-types', { name: 'qemu' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect(await admin('POST', '/workers', { name: 'lab-1' })).toMatchObject({ status: 409 });
    expect(await admin('POST', '/devices', { name: 'qemu-1', deviceType: 'qemu' })).toMatchObject({
      status: 409,
    });
    expect(await admin('POST', '/devices', { name: 'x', deviceType: 'none' })).toMatchObject({ status: 404 });
    expect(await nobody('GET', '/devices/none')).toMatchObject({ status: 404 });
    expect(await admin('POST', '/devices', { name: 'a/b', deviceType: 'qemu' })).toMatchObject({
      status: 400,
      body: { code: 'request-invalid', problems: [{ where: { path: ['name'] } }] },
    });
  });

  it('is changed only by admins', async () => {
    const changes = [
      ['POST', '/device-types', { name: 'other' }],
      ['PATCH', '/device-types/qemu', { display: false }],
      ['PUT', '/device-types/qemu/template', { text: 'x' }],
      ['POST', '/devices', { name: 'other', deviceType: 'qemu' }],
      ['PATCH', '/devices/qemu-1', { health: 'retired' }],
      ['GET', '/devices/qemu-1/dictionary'],
      ['GET', '/devices/qemu-1/dictionary/history'],
      ['PUT', '/devices/qemu-1/dictionary', { text: 'x' }],
      ['POST', '/workers', { name: 'other' }],
      ['PATCH', '/workers/lab-1', { health: 'retired' }],
      ['POST', '/workers/lab-1/join-line', {}],
      ['POST', '/workers/lab-1/token', {}],
      ['GET', '/users'],
      ['POST', '/users', { username: 'eve', password: 'long enough', admin: true }],
      ['GET', '/users/ann'],
      ['PATCH', '/users/ann', { admin: true }],
    ] as const;
    for (const [method, path, body] of changes) {
      expect([path, (await nobody(method, path, body)).status]).toEqual([path, 401]);
      expect([path, (await ann(method, path, body)).status]).toEqual([path, 403]);
    }
  });

  it('says of each thing what its reader may do with it, by itself and in lists, and what may be done at all', async () => {
    const may = async (path: string) =>
      Promise.all(
        [admin, ann, nobody].map(async (as) => {
          const { body } = await as('GET', path);
          const { items } = body as { items?: { may: string[] }[] };
          return (items?.[0] ?? (body as { may: string[] })).may;
        }),
      );
    for (const path of ['/devices', '/devices/qemu-1'])
      expect(await may(path)).toEqual([
        ['update', 'dictionary', 'health-check', 'remove', 'permissions', 'history'],
        ['history'],
        [],
      ]);
    for (const path of ['/device-types', '/device-types/qemu'])
      expect(await may(path)).toEqual([['update', 'remove', 'permissions', 'history'], ['history'], []]);
    for (const path of ['/workers', '/workers/lab-1'])
      expect(await may(path)).toEqual([
        ['update', 'join-line', 'remove', 'permissions', 'history'],
        ['history'],
        [],
      ]);
    expect(await may('/session')).toEqual([
      ['submit', 'manage-lab', 'manage-users', 'read-history'],
      ['submit'],
      [],
    ]);
    expect(new Set(await may('/users').then(([first]) => first))).toEqual(new Set(['update', 'history']));
    expect((await may('/tokens'))[1]).toEqual(['remove']);
  });

  it('keeps every version of a dictionary, and shows the newest', async () => {
    await admin('PUT', '/devices/qemu-1/dictionary', { text: 'two' });
    await admin('PUT', '/devices/qemu-1/dictionary', { text: 'two' });
    expect((await admin('GET', '/devices/qemu-1/dictionary')).body).toMatchObject({
      version: 2,
      text: 'two',
      user: 'admin',
    });
    const { versions } = (await admin('GET', '/devices/qemu-1/dictionary/history')).body as {
      versions: unknown[];
    };
    expect(versions).toMatchObject([{ version: 2 }, { version: 1, text: 'x' }]);
    await admin('PUT', '/devices/qemu-1/dictionary', { text: '' });
    expect(await admin('GET', '/devices/qemu-1/dictionary')).toMatchObject({ status: 404 });
    expect((await admin('GET', '/devices/qemu-1')).body).toMatchObject({ hasDictionary: false });
  });

  it('saves a dictionary with problems, and says what is wrong with it', async () => {
    const text = "{% extends 'qemu.jinja2' %}\n{% set connection_list = ['uart0'] %}\n";
    expect(await admin('PUT', '/devices/qemu-1/dictionary', { text })).toMatchObject({
      status: 200,
      body: {
        text,
        problems: [
          { message: expect.stringContaining('connection_commands'), where: { file: 'base.jinja2' } },
        ],
      },
    });
    const whole = `${text}{% set connection_commands = {'uart0': 'telnet ser2net 7001'} %}\n`;
    expect(await admin('PUT', '/devices/qemu-1/dictionary', { text: whole })).toMatchObject({
      body: { problems: [] },
    });
    await admin('PUT', '/devices/qemu-1/dictionary', { text: '' });
  });

  it('renders a device with a context, whose numbers print as in Python', async () => {
    const text = 'x: "{{ a }} {{ b }} {{ c }}"';
    expect(await admin('PUT', '/devices/qemu-1/dictionary', { text })).toMatchObject({ status: 200 });
    const of = async (...pairs: string[]) =>
      (
        await admin(
          'GET',
          `/devices/qemu-1/rendered?${new URLSearchParams(pairs.map((pair): [string, string] => ['context', pair]))}`,
        )
      ).body;
    expect(await of('a=1', 'b={x: 2}', 'c=3')).toBe(`x: "1 {'x': 2} 3"`);
    expect(await of('a=1.0', 'b={x: 2.50}', 'c=12345678901234567890')).toBe(
      `x: "1.0 {'x': 2.5} 12345678901234567890"`,
    );
    await admin('PUT', '/devices/qemu-1/dictionary', { text: '' });
  });

  it('has templates, an admin’s before the shipped one', async () => {
    expect((await nobody('GET', '/device-types/qemu/template')).body).toMatchObject({
      version: 0,
      user: '<shipped>',
    });
    await admin('PUT', '/device-types/qemu/template', { text: 'mine' });
    expect((await nobody('GET', '/device-types/qemu/template')).body).toMatchObject({
      version: 1,
      text: 'mine',
    });
    await admin('PUT', '/device-types/qemu/template', { text: '' });
    expect((await nobody('GET', '/device-types/qemu/template')).body).toMatchObject({ version: 0 });
  });

  it('follows the health of a worker with its devices, and says why in the history', async () => {
    await admin('PATCH', '/devices/qemu-1', { health: 'good', reason: 'repaired' });
    await admin('PATCH', '/workers/lab-1', { health: 'maintenance', jobLimit: 3 });
    expect((await nobody('GET', '/devices/qemu-1')).body).toMatchObject({ health: 'good' });
    await admin('PATCH', '/workers/lab-1', { health: 'active', reason: 'back' });
    expect((await nobody('GET', '/devices/qemu-1')).body).toMatchObject({ health: 'unknown' });
    expect((await nobody('GET', '/workers/lab-1')).body).toMatchObject({ health: 'active', jobLimit: 3 });
    const rows = await api.db.run((q) =>
      q
        .selectFrom('audit_log')
        .select(['actor', 'old', 'new', 'reason'])
        .where('action', '=', 'health')
        .where('object', '=', 'qemu-1')
        .orderBy('id')
        .execute(),
    );
    expect(rows).toEqual([
      { actor: 'admin', old: 'unknown', new: 'good', reason: 'repaired' },
      { actor: 'admin', old: 'good', new: 'unknown', reason: 'worker lab-1 is active' },
    ]);
  });

  it('moves a device that has a job: the job stays where it is', async () => {
    await admin('POST', '/workers', { name: 'lab-2' });
    await admin('POST', '/device-types', { name: 'other' });
    const job = await api.lab.scheduledJob({
      submitter: (await api.db.run((q) => q.selectFrom('users').select('id').executeTakeFirstOrThrow())).id,
    });
    expect((await nobody('GET', '/devices/qemu-1')).body).toMatchObject({
      currentJob: job,
      state: 'reserved',
    });
    expect(await admin('PATCH', '/devices/qemu-1', { deviceType: 'other' })).toMatchObject({ status: 409 });
    expect(await admin('PATCH', '/devices/qemu-1', { worker: 'lab-2' })).toMatchObject({
      status: 200,
      body: { worker: 'lab-2', currentJob: job },
    });
    const runningJobs = async (name: string) => (await nobody('GET', `/workers/${name}`)).body;
    expect(await runningJobs('lab-1')).toMatchObject({ runningJobs: [job] });
    expect(await runningJobs('lab-2')).toMatchObject({ runningJobs: [], devices: ['qemu-1'] });
    const busy = await api.db.run((q) => labWorkers(q));
    expect(Object.fromEntries(busy.map((worker) => [worker.name, Number(worker.busy)]))).toMatchObject({
      'lab-1': 1,
      'lab-2': 0,
    });
  });
});

describe('the devices of a worker', () => {
  it('are taken offline in one action, and only those are brought back', async () => {
    await admin('POST', '/workers', { name: 'lab-off' });
    const [good, bad, kept, moved] = ['off-1', 'off-2', 'off-3', 'off-4'];
    for (const [name, health] of [
      [good, 'good'],
      [bad, 'bad'],
      [kept, 'maintenance'],
      [moved, 'good'],
    ]) {
      await admin('POST', '/devices', { name, deviceType: 'qemu', worker: 'lab-off' });
      await admin('PATCH', `/devices/${name}`, { health });
    }
    expect(await ann('POST', '/workers/lab-off/offline', {})).toMatchObject({ status: 403 });
    expect(await admin('POST', '/workers/none/offline', {})).toMatchObject({ status: 404 });
    expect(await admin('POST', '/workers/lab-off/offline', { reason: 'power' })).toMatchObject({
      status: 200,
      body: { devices: [good, bad, moved], jobs: [] },
    });
    expect((await admin('GET', `/devices/${good}`)).body).toMatchObject({
      health: 'maintenance',
      takenOffline: true,
    });
    const history = await api.db.run((q) => auditOf(q, 'device', String(bad)));
    expect(history[0]).toMatchObject({ actor: 'admin', old: 'bad', new: 'maintenance', reason: 'power' });
    // A person decides about one of them; what follows does not change it.
    await admin('PATCH', `/devices/${bad}`, { health: 'maintenance', reason: 'its relay is broken' });
    await admin('PATCH', `/devices/${moved}`, { worker: null });
    expect((await admin('POST', '/workers/lab-off/offline', {})).body).toEqual({ devices: [], jobs: [] });
    expect((await admin('POST', '/workers/lab-off/online', {})).body).toEqual({ devices: [good], jobs: [] });
    const healths = await Promise.all(
      [good, bad, kept, moved].map(async (name) => (await admin('GET', `/devices/${name}`)).body),
    );
    expect(healths).toMatchObject([
      { health: 'unknown', takenOffline: false },
      { health: 'maintenance', takenOffline: false },
      { health: 'maintenance', takenOffline: false },
      { health: 'maintenance', takenOffline: false },
    ]);
  });
});
