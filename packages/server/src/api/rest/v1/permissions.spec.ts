// SPDX-License-Identifier: Apache-2.0
import { API_PREFIX } from '@lava/protocol/api/common.ts';
import type { Grant } from '@lava/protocol/api/permissions.ts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assignJobs } from '../../../scheduler/apply.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

type By = Awaited<ReturnType<TestApi['as']>>;

let api: TestApi;
let admin: By;
let ann: By;
let bob: By;
let nobody: By;
beforeAll(async () => {
  api = await testApi();
  const { lab, db } = api;
  admin = await api.as('admin');
  ann = await api.as('ann');
  bob = await api.as('bob');
  nobody = await api.as(null);
  for (const type of ['qemu', 'rare-type']) await lab.deviceType(type);
  for (const worker of ['lab-1', 'rare-worker']) await lab.worker(worker);
  await lab.device('board-1', {}, ['hdmi']);
  await lab.device('board-2');
  await lab.device('rare-board', { device_type: 'rare-type', worker: 'rare-worker' }, ['rare-tag']);
  await db.run((q) => q.insertInto('groups').values({ name: 'team' }).execute());
  await join('team', 'ann');
});
beforeEach(async () => {
  await api.db.run((q) => q.deleteFrom('jobs').execute());
  await api.db.run((q) => q.deleteFrom('grants').execute());
});

async function join(group: string, user: string): Promise<void> {
  await api.db.run((q) =>
    q
      .insertInto('group_members')
      .columns(['group_id', 'user_id'])
      .expression(
        q
          .selectFrom(['groups as g', 'users as u'])
          .select(['g.id', 'u.id'])
          .where('g.name', '=', group)
          .where('u.username', '=', user),
      )
      .execute(),
  );
}

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

const definition = (type: string, more = '') => `job_name: test
device_type: ${type}
visibility: public
timeouts: {job: {minutes: 5}}
actions:
- deploy: {to: tmpfs, images: {kernel: {url: 'file:///none', image_arg: '-kernel {kernel}'}}}
${more}`;
const submit = (by: By, type: string, more = '') =>
  by('POST', '/jobs', { definition: definition(type, more) });

/** Every path that can be read, of everything that has a name here. */
async function paths(): Promise<string[]> {
  const { paths: all } = (await api.app.inject('/api/openapi.json')).json() as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.keys(all)
    .filter((path) => all[path]?.get && !path.includes('{') && !/events$/.test(path))
    .map((path) => path.slice(API_PREFIX.length));
}

describe('view', () => {
  it('hides an object and its jobs from everybody else, wherever they would be', async () => {
    const job = await api.lab.job({ device_type: 'rare-type', description: 'rare-job' });
    await api.lab.scheduledJob({ device_type: 'rare-type', device: 'rare-board', description: 'rare-job' });
    await admin('PATCH', '/devices/rare-board', { description: 'changed' });
    await give('view', 'device-type', 'rare-type', team);
    await give('view', 'worker', 'rare-worker', team);
    const history = ['device', 'device-type', 'worker'].map((kind) => `/history?kind=${kind}`);
    const all = [...(await paths()), ...history, '/jobs?search=rare', '/devices?deviceType=rare-type'];
    const names = /rare-(board|type|worker|job)/;
    const shown: string[] = [];
    for (const path of all) {
      for (const by of [nobody, bob])
        expect(JSON.stringify((await by('GET', path)).body ?? ''), path).not.toMatch(names);
      if (names.test(JSON.stringify((await ann('GET', path)).body ?? ''))) shown.push(path);
    }
    expect(shown).toEqual(
      expect.arrayContaining([
        '/devices',
        '/device-types',
        '/workers',
        '/jobs',
        '/tags',
        '/history?kind=device',
      ]),
    );
    for (const path of [
      '/devices/rare-board',
      '/device-types/rare-type',
      '/workers/rare-worker',
      `/jobs/${job}`,
    ]) {
      expect((await bob('GET', path)).status, path).toBe(404);
      expect((await ann('GET', path)).status, path).toBe(200);
    }
    expect((await bob('GET', '/devices/counts')).body).toMatchObject({ total: 2 });
    expect((await ann('GET', '/devices/counts')).body).toMatchObject({ total: 3 });
    expect((await bob('GET', '/jobs/counts')).body).toMatchObject({ queued: 0, running: 0 });
    expect((await ann('GET', '/jobs/counts')).body).toMatchObject({ queued: 1, running: 1 });
  });

  it('leaves a device out of the counts of its type', async () => {
    await give('view', 'device', 'board-1', team);
    for (const [by, idle] of [
      [ann, 2],
      [bob, 1],
    ] as const) {
      expect((await by('GET', '/device-types/qemu')).body).toMatchObject({ devices: { idle } });
      const { items } = (await by('GET', '/device-types?search=qemu')).body as { items: unknown[] };
      expect(items).toMatchObject([{ devices: { idle } }]);
    }
  });

  it('acts immediately when it is given, taken back, and when somebody joins the group', async () => {
    const sees = async (by: By) => (await by('GET', '/devices/board-1')).status === 200;
    const id = await give('view', 'device', 'board-1', team);
    expect([await sees(ann), await sees(bob)]).toEqual([true, false]);
    await join('team', 'bob');
    expect(await sees(bob)).toBe(true);
    await api.db.run((q) => q.deleteFrom('group_members').execute());
    await join('team', 'ann');
    expect(await sees(bob)).toBe(false);
    expect((await admin('DELETE', `/permissions/${id}`)).status).toBe(204);
    expect([await sees(ann), await sees(bob)]).toEqual([true, true]);
  });
});

describe('submit', () => {
  it('is asked when a job comes: for the type, and for one of its devices', async () => {
    await give('submit', 'device', 'board-1', team);
    await give('submit', 'device-type', 'rare-type', team);
    expect((await submit(ann, 'rare-type')).status).toBe(200);
    expect(await submit(bob, 'rare-type')).toMatchObject({
      status: 400,
      body: { code: 'job-unschedulable', message: 'you may not submit to any device of type rare-type' },
    });
    expect((await submit(bob, 'qemu')).status).toBe(200);
    expect(await submit(bob, 'qemu', 'tags: [hdmi]')).toMatchObject({ status: 400 });
    expect((await submit(ann, 'qemu', 'tags: [hdmi]')).status).toBe(200);
    const { problems } = (await bob('POST', '/jobs/validate', { definition: definition('rare-type') }))
      .body as { problems: { message: string }[] };
    expect(problems[0]?.message).toContain('you may not submit');
  });

  it('is asked again when a device is free', async () => {
    const jobs: number[] = [];
    for (const by of [bob, ann, bob]) jobs.push(((await submit(by, 'rare-type')).body as { id: number }).id);
    await give('submit', 'device-type', 'rare-type', team);
    const [first, second] = jobs as [number, number];
    const waiting = async () => ((await bob('GET', `/jobs/${first}`)).body as { waiting: string[] }).waiting;
    await expect
      .poll(waiting, { timeout: 60_000 })
      .toContain('the submitter may not use any device of type rare-type that fits');
    expect(await assignJobs(api.db)).toEqual([second]);
    await api.db.run((q) => q.deleteFrom('holds').execute());
    expect(await assignJobs(api.db)).toEqual([]);
    await api.db.run((q) => q.deleteFrom('grants').execute());
    expect(await assignJobs(api.db)).toEqual([first]);
  });

  it('gives each submitter of one demand the devices that are theirs', async () => {
    await give('submit', 'device', 'board-1', { user: 'ann' });
    await give('submit', 'device', 'board-2', { user: 'bob' });
    const jobs: number[] = [];
    for (const by of [bob, bob, ann]) jobs.push(((await submit(by, 'qemu')).body as { id: number }).id);
    expect(await assignJobs(api.db)).toEqual([jobs[0], jobs[2]]);
    expect(await api.lab.jobRow(jobs[0] as number)).toMatchObject({ device: 'board-2' });
    expect(await api.lab.jobRow(jobs[2] as number)).toMatchObject({ device: 'board-1' });
  });
});

describe('change', () => {
  it('lets others than admins look after a device, its dictionary and its jobs, and nothing else', async () => {
    await give('change', 'device', 'board-1', team);
    expect(
      (await ann('PATCH', '/devices/board-1', { health: 'maintenance', reason: 'broken' })).body,
    ).toMatchObject({ health: 'maintenance', may: ['update', 'dictionary', 'health-check', 'history'] });
    expect(
      (await ann('PUT', '/devices/board-1/dictionary', { text: "{% extends 'qemu.jinja2' %}" })).status,
    ).toBe(200);
    expect((await ann('GET', '/devices/board-1/dictionary')).status).toBe(200);
    const running = await api.lab.scheduledJob({ device: 'board-1', visibility: 'public' });
    expect((await ann('GET', `/jobs/${running}`)).body).toMatchObject({
      may: expect.arrayContaining(['cancel']),
    });
    expect((await bob('POST', `/jobs/${running}/cancel`, {})).status).toBe(403);
    expect((await ann('POST', `/jobs/${running}/cancel`, {})).status).toBe(200);
    for (const [method, path, body] of [
      ['PATCH', '/devices/board-2', { description: 'x' }],
      ['GET', '/devices/board-2/dictionary', undefined],
      ['PATCH', '/devices/board-1', { deviceType: 'rare-type' }],
      ['PATCH', '/devices/board-1', { worker: 'rare-worker' }],
      ['PATCH', '/device-types/qemu', { description: 'x' }],
      ['PUT', '/device-types/qemu/template', { text: 'x' }],
      ['PUT', '/device-types/base/template', { text: 'x' }],
      ['DELETE', '/devices/board-1', undefined],
      ['POST', '/permissions', { permission: 'change', kind: 'device', object: 'board-2', user: 'ann' }],
    ] as const)
      expect((await ann(method, path, body)).status, `${method} ${path}`).toBe(403);
    const listed = (await ann('GET', '/devices')).body as { items: { name: string; may: string[] }[] };
    expect(listed.items.map(({ name, may }) => [name, may.includes('update')])).toEqual([
      ['board-1', true],
      ['board-2', false],
      ['rare-board', false],
    ]);
  });

  it('of a worker takes its devices offline, and shows no job that is not theirs to see', async () => {
    await give('change', 'worker', 'lab-1', { user: 'bob' });
    const admins = await api.db.run((q) =>
      q.selectFrom('users').select('id').where('username', '=', 'admin').executeTakeFirstOrThrow(),
    );
    const hidden = await api.lab.scheduledJob({
      device: 'board-2',
      visibility: 'personal',
      submitter: admins.id,
    });
    const open = await api.lab.scheduledJob({ device: 'board-1', submitter: admins.id });
    expect((await ann('POST', '/workers/lab-1/offline', {})).status).toBe(403);
    const report = await bob('POST', '/workers/lab-1/offline', { cancel: true });
    expect(report).toMatchObject({ status: 200, body: { jobs: [open] } });
    expect((await admin('GET', `/jobs/${hidden}`)).body).toMatchObject({ state: 'scheduled' });
    expect((await bob('POST', '/workers/lab-1/online', {})).status).toBe(200);
    expect((await bob('POST', '/workers/lab-1/join-line', {})).status).toBe(403);
  });

  it('on all of a kind adds and removes too, where that was given', async () => {
    await give('add', 'device', null, { user: 'bob' });
    expect((await bob('POST', '/devices', { name: 'new', deviceType: 'qemu' })).status).toBe(200);
    expect((await bob('DELETE', '/devices/new')).status).toBe(403);
    await give('remove', 'device', null, team);
    expect((await ann('DELETE', '/devices/new')).status).toBe(204);
    await give('change', 'device-type', null, { user: 'bob' });
    expect((await bob('PATCH', '/device-types/qemu', { description: 'x' })).status).toBe(200);
    expect((await bob('PATCH', '/devices/board-2', { description: 'x' })).status).toBe(200);
    expect((await ann('PATCH', '/devices/board-2', { description: 'x' })).status).toBe(403);
  });
});
