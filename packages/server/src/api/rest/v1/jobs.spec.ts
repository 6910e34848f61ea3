// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestApi, testApi } from '../../../testing/api.ts';

let api: TestApi;
let ann: Awaited<ReturnType<TestApi['as']>>;
let bob: typeof ann;
let admin: typeof ann;
let nobody: typeof ann;

const definition = (extra = '', visibility = 'public') => `# a comment stays
job_name: first
device_type: qemu
visibility: ${visibility}
timeouts:
  job: {minutes: 5}
metadata: {build: 7}
${extra}
actions:
- deploy: {to: tmpfs, images: {rootfs: {url: 'http://example.org/x.img'}}, timeout: {minutes: 1}}
`;

beforeAll(async () => {
  api = await testApi();
  admin = await api.as('admin');
  ann = await api.as('ann');
  bob = await api.as('bob');
  nobody = await api.as(null);
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device('qemu-1', {}, ['usb']);
});

async function submit(text: string, by = ann): Promise<number> {
  const { status, body } = await by('POST', '/jobs', { definition: text });
  expect(body).toEqual({ id: expect.any(Number) });
  expect(status).toBe(200);
  return (body as { id: number }).id;
}

describe('a job', () => {
  it('is submitted, shown, listed and given back as it was written', async () => {
    const id = await submit(definition('tags: [usb]\npriority: high'));
    expect((await nobody('GET', `/jobs/${id}`)).body).toMatchObject({
      id,
      description: 'first',
      state: 'submitted',
      health: 'unknown',
      priority: 100,
      submitter: 'ann',
      deviceType: 'qemu',
      tags: ['usb'],
      visibility: 'public',
      metadata: { build: 7 },
      records: 0,
      logComplete: false,
      results: { pass: 0, fail: 0, skip: 0, unknown: 0 },
      overhead: null,
      error: null,
    });
    expect((await nobody('GET', `/jobs/${id}/definition`)).body).toBe(
      definition('tags: [usb]\npriority: high'),
    );
    expect((await nobody('GET', '/jobs?state=submitted&search=FIR&submitter=ann')).body).toMatchObject({
      items: [{ id }],
      next: null,
    });
  });

  it('tells its place in the queue', async () => {
    const first = await submit(definition('priority: 10'));
    const second = await submit(definition('priority: 10'));
    const job = (await nobody('GET', `/jobs/${second}`)).body as { waiting: string[] };
    expect(job.waiting.slice(1)).toEqual([
      'behind 1 job of higher priority',
      'behind 1 job of the same priority',
    ]);
    for (const id of [first, second]) await ann('POST', `/jobs/${id}/cancel`, {});
  });

  it('is listed in pages, newest first', async () => {
    const ids = [await submit(definition()), await submit(definition()), await submit(definition())];
    const page = (await nobody('GET', '/jobs?limit=2')).body as { items: { id: number }[]; next: string };
    expect(page.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await nobody('GET', `/jobs?limit=1&after=${page.next}`)).body).toMatchObject({
      items: [{ id: ids[0] }],
    });
  });

  it('is refused with every problem and its place', async () => {
    const text =
      'job_name: x\ndevice_type: qemu\nvisibility: secret\ntimeouts: {job: {minutes: 1}}\npriority: 101\nactions: [{x: 1}]\n';
    const answer = await ann('POST', '/jobs', { definition: text });
    expect(answer).toMatchObject({ status: 400, body: { code: 'job-invalid', kind: 'job' } });
    const { problems } = answer.body as { problems: { where: { line: number } }[] };
    expect(problems.map(({ where }) => where.line)).toEqual([3, 5, 6]);
    expect((await ann('POST', '/jobs/validate', { definition: text })).body).toMatchObject({ problems });
  });

  it.each([
    ['a: [', 'yaml-syntax'],
    ['just text', 'job-invalid'],
    [definition().replace('device_type: qemu', 'device_type: toaster'), 'job-unschedulable'],
    [definition('tags: [unknown]'), 'job-unschedulable'],
    [definition('device: other'), 'job-unschedulable'],
    [definition('worker: other'), 'job-unschedulable'],
    [definition('', '{group: [kernel]}'), 'job-unschedulable'],
  ])('is refused when it can never run: %#', async (text, code) => {
    expect(await ann('POST', '/jobs', { definition: text })).toMatchObject({ status: 400, body: { code } });
    const { problems } = (await ann('POST', '/jobs/validate', { definition: text })).body as {
      problems: unknown[];
    };
    expect(problems.length).toBeGreaterThan(0);
  });

  it('is accepted by validate when submit would take it', async () => {
    expect((await ann('POST', '/jobs/validate', { definition: definition() })).body).toEqual({
      problems: [],
    });
  });

  it('is for signed-in users to submit', async () => {
    expect(await nobody('POST', '/jobs', { definition: definition() })).toMatchObject({ status: 401 });
    expect(await nobody('POST', '/jobs/validate', { definition: definition() })).toMatchObject({
      status: 401,
    });
  });

  it('that is personal is there only for its submitter and admins, in every way', async () => {
    const id = await submit(definition('', 'personal'));
    for (const path of ['', '/definition', '/results', '/records', '/log.yaml', '/stream']) {
      expect([path, (await bob('GET', `/jobs/${id}${path}`)).status]).toEqual([path, 404]);
      expect([path, (await nobody('GET', `/jobs/${id}${path}`)).status]).toEqual([path, 404]);
    }
    for (const verb of ['cancel', 'resubmit']) {
      expect((await bob('POST', `/jobs/${id}/${verb}`, {})).status).toBe(404);
    }
    const ids = async (by: typeof ann) =>
      ((await by('GET', '/jobs?limit=200')).body as { items: { id: number }[] }).items.map((job) => job.id);
    expect(await ids(bob)).not.toContain(id);
    expect(await ids(nobody)).not.toContain(id);
    expect(await ids(ann)).toContain(id);
    expect(await ids(admin)).toContain(id);
    expect((await admin('GET', `/jobs/${id}`)).status).toBe(200);
  });

  it('of groups is there for members of all of them', async () => {
    const bobId = (
      await api.db.run((q) =>
        q.selectFrom('users').select('id').where('username', '=', 'bob').executeTakeFirstOrThrow(),
      )
    ).id;
    const [kernel] = await api.db.run((q) =>
      q
        .insertInto('groups')
        .values([{ name: 'kernel' }, { name: 'arm' }])
        .returning('id')
        .execute(),
    );
    const groupId = kernel?.id ?? 0;
    await api.db.run((q) =>
      q.insertInto('group_members').values({ group_id: groupId, user_id: bobId }).execute(),
    );
    const one = await submit(definition('', '{group: [kernel]}'), admin);
    const both = await submit(definition('', '{group: [kernel, arm]}'), admin);
    expect((await bob('GET', `/jobs/${one}`)).status).toBe(200);
    expect((await bob('GET', `/jobs/${both}`)).status).toBe(404);
    expect((await ann('GET', `/jobs/${one}`)).status).toBe(404);
    const listed = (await bob('GET', '/jobs?limit=200')).body as { items: { id: number }[] };
    expect(listed.items.map(({ id }) => id)).toContain(one);
    expect(listed.items.map(({ id }) => id)).not.toContain(both);
  });

  it('is canceled by its submitter, immediately while it waits, by its worker when it runs', async () => {
    const waiting = await submit(definition());
    expect((await bob('POST', `/jobs/${waiting}/cancel`, {})).status).toBe(403);
    const canceled = {
      state: 'finished',
      health: 'canceled',
      error: { code: 'canceled', message: 'canceled by ann' },
    };
    expect((await ann('POST', `/jobs/${waiting}/cancel`, {})).body).toMatchObject(canceled);
    expect((await ann('POST', `/jobs/${waiting}/cancel`, {})).body).toMatchObject(canceled);
    const annId = (
      await api.db.run((q) =>
        q.selectFrom('users').select('id').where('username', '=', 'ann').executeTakeFirstOrThrow(),
      )
    ).id;
    const running = await api.lab.scheduledJob({
      submitter: annId,
      state: 'running',
      start_time: new Date(),
    });
    expect((await ann('POST', `/jobs/${running}/cancel`, {})).body).toMatchObject({ state: 'canceling' });
  });

  it('moves to another place in the queue while it waits, and only for people who may change it', async () => {
    const [one, other] = [await submit(definition()), await submit(definition())];
    expect((await bob('PATCH', `/jobs/${one}`, { priority: 90 })).status).toBe(403);
    expect((await ann('PATCH', `/jobs/${one}`, { priority: 101 })).status).toBe(400);
    expect((await ann('PATCH', `/jobs/${other}`, { priority: 90 })).body).toMatchObject({ priority: 90 });
    const { items } = (await ann('GET', '/jobs?sort=queue')).body as { items: { id: number }[] };
    const order = items.map(({ id }) => id).filter((id) => id === one || id === other);
    expect(order).toEqual([other, one]);
    const history = (await ann('GET', `/history?kind=job&object=${other}&action=priority`)).body;
    expect(history).toMatchObject({ items: [{ actor: 'ann', new: '90' }] });
    await ann('POST', `/jobs/${one}/cancel`, {});
    expect((await ann('PATCH', `/jobs/${one}`, { priority: 1 })).status).toBe(409);
  });

  it('is ended by an admin whatever its worker says, and only by one', async () => {
    const running = await api.lab.scheduledJob({ state: 'running', start_time: new Date(), device: 'stuck' });
    expect((await ann('POST', `/jobs/${running}/fail`, {})).status).toBe(403);
    const failed = (await admin('POST', `/jobs/${running}/fail`, { reason: 'board is gone' })).body;
    expect(failed).toMatchObject({
      state: 'finished',
      health: 'incomplete',
      error: { code: 'worker-lost', message: 'abandoned by admin: board is gone' },
    });
    expect((await admin('POST', `/jobs/${running}/fail`, {})).status).toBe(409);
  });

  it('is resubmitted by anybody who sees it, unless it has secrets', async () => {
    const open = await submit(definition());
    const again = (await bob('POST', `/jobs/${open}/resubmit`, {})).body as { id: number };
    expect((await bob('GET', `/jobs/${again.id}`)).body).toMatchObject({
      resubmittedFrom: open,
      submitter: 'bob',
    });
    const secret = await submit(definition('secrets: {TOKEN: hunter2}'));
    expect((await bob('POST', `/jobs/${secret}/resubmit`, {})).status).toBe(403);
    expect((await bob('GET', `/jobs/${secret}/definition`)).body).not.toContain('hunter2');
    expect((await ann('GET', `/jobs/${secret}/definition`)).body).toContain('hunter2');
  });
});
