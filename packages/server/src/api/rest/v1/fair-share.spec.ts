// SPDX-License-Identifier: Apache-2.0
import type { FairShare, ShareHolder } from '@lava/protocol/api/fair-share.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { foldCharges } from '../../../db/queries/fair-share.ts';
import { jobExited } from '../../../jobs/lifecycle.ts';
import { assignJobs } from '../../../scheduler/apply.ts';
import { type TestApi, testApi } from '../../../testing/api.ts';

type Ask = Awaited<ReturnType<TestApi['as']>>;

let api: TestApi;
const asks = new Map<string, Ask>();
const ids = new Map<string, number>();
const as = (name: string) => asks.get(name) as Ask;
const idOf = (name: string) => ids.get(name) ?? 0;

beforeAll(async () => {
  api = await testApi();
  await api.lab.deviceType();
  await api.lab.worker();
  for (const name of ['admin', 'ann', 'bob', 'cat']) asks.set(name, await api.as(name));
  const rows = await api.db.run((q) => q.selectFrom('users').select(['id', 'username']).execute());
  for (const { id, username } of rows) ids.set(username, id);
  await as('admin')('POST', '/groups', { name: 'kernel', members: ['ann', 'bob'] });
});

beforeEach(async () => {
  await api.db.transaction(async (q) => {
    for (const table of ['jobs', 'devices', 'share_usage', 'share_charges', 'fair_share'] as const)
      await q.deleteFrom(table).execute();
    await q.updateTable('users').set({ share_weight: 1 }).execute();
    await q.updateTable('groups').set({ share_weight: null, device_cap: null }).execute();
  });
  for (const name of ['d1', 'd2', 'd3']) await api.lab.device(name);
});

const submit = (name: string, set = {}) => api.lab.job({ submitter: idOf(name), ...set });
const turn = (enabled: boolean, more = {}) => as('admin')('PATCH', '/fair-share', { enabled, ...more });

async function read(who: string): Promise<FairShare> {
  const { status, body } = await as(who)('GET', '/fair-share');
  expect(status).toBe(200);
  return body;
}

async function holder(who: string, name: string): Promise<ShareHolder | undefined> {
  return (await read(who)).holders.find((each) => each.name === name);
}

/** A run that had its device for so long, as far as anybody can tell. */
async function ran(id: number, hours: number): Promise<void> {
  await api.db.run((q) =>
    q
      .updateTable('runs')
      .set({ schedule_time: sql<Date>`now() - ${hours} * interval '1 hour'` })
      .where('job_id', '=', id)
      .execute(),
  );
  expect(await jobExited(api.db, 'lab-1', id, { records: 0, status: { health: 'complete' } })).toBe(true);
}

/** So many groups of one job, which want this device. */
async function groupsOf(name: string, count: number, device: string): Promise<number[]> {
  const first = await submit(name, { grouped: true, requested_device: device });
  return api.db.transaction(async (q) => {
    const { rows } = await sql<{ job_id: number }>`
      with more as (insert into jobs (submitter, visibility, device_type, demand_id)
          select submitter, visibility, device_type, demand_id from jobs, generate_series(2, ${count}::int)
          where id = ${first} returning id),
        made as (insert into multinode_groups (target_group, first_job, size)
          select gen_random_uuid(), id, 1 from (select ${first}::bigint as id union all select id from more) j
          returning id, first_job)
      insert into multinode_jobs (job_id, group_id, sub_id, role) select first_job, id, 0, 'x' from made
      returning job_id`.execute(q);
    return rows.map(({ job_id }) => job_id);
  });
}

describe('fair share', () => {
  it('is off until an admin turns it on', async () => {
    const jobs = [await submit('ann'), await submit('ann'), await submit('ann'), await submit('bob')];
    expect(await read('ann')).toMatchObject({ enabled: false, halfLifeHours: 168, may: [] });
    expect((await turn(true)).body).toMatchObject({ enabled: true, may: ['change'] });
    expect(await assignJobs(api.db)).toEqual(expect.arrayContaining([jobs[0], jobs[1], jobs[3]]));
  });

  it('serves by priority and age while it is off', async () => {
    const jobs = [await submit('ann'), await submit('ann'), await submit('ann')];
    await submit('bob');
    expect((await assignJobs(api.db))?.toSorted()).toEqual(jobs);
    await ran(jobs[0] ?? 0, 5);
    expect((await holder('admin', 'ann'))?.used).toBe(1);
    const charged = await api.db.run((q) => q.selectFrom('share_charges').selectAll().execute());
    expect(charged).toEqual([]);
  });

  it('counts what was used, lets it decay, and serves who had less', async () => {
    await turn(true, { halfLifeHours: 1 });
    const first = await submit('ann');
    expect(await assignJobs(api.db)).toEqual([first]);
    await ran(first, 2);
    const used = async () => (await api.db.run((q) => q.selectFrom('share_usage').selectAll().execute()))[0];
    expect(await used()).toBeUndefined();
    expect(await api.db.run(foldCharges)).toBe(false);
    expect((await used())?.seconds).toBeCloseTo(7_200, -2);
    await api.db.run((q) =>
      q.updateTable('share_usage').set({ as_of: sql<Date>`now() - interval '2 hours'` }).execute(),
    );
    const second = await submit('ann');
    expect(await assignJobs(api.db)).toEqual([second]);
    await ran(second, 1);
    await api.db.run(foldCharges);
    // Two half-lives of the first, and the second.
    expect((await used())?.seconds).toBeCloseTo(1_800 + 3_600, -2);
    const [old, next] = [await submit('ann'), await submit('bob')];
    const [, ...later] = [await submit('ann'), await submit('bob'), await submit('bob')];
    expect((await assignJobs(api.db))?.toSorted()).toEqual([next, ...later]);
    const why = async (who: string) => ((await as(who)('GET', `/jobs/${old}`)).body as Job).waiting.join();
    expect(await why('ann')).toContain('fair share: your share is 50 %');
    expect(await why('ann')).toContain('others of the same priority go first');
    expect(await why('admin')).toContain("fair share: ann's share is 50 %");
    expect(await why('cat')).not.toContain('fair share');
  });

  it('counts no health checks', async () => {
    await turn(true);
    const check = await api.lab.scheduledJob({ device: 'd1', worker: 'lab-1', health_check: true });
    await ran(check, 2);
    expect((await read('admin')).holders).toEqual([]);
  });

  it('serves by age what has waited too long', async () => {
    await turn(true, { ageingHours: 2 });
    const old = new Date(Date.now() - 3 * 3_600_000);
    const jobs = [await submit('ann', { submit_time: old }), await submit('ann', { submit_time: old })];
    const [bob] = [await submit('bob'), await submit('bob')];
    expect((await assignJobs(api.db))?.toSorted()).toEqual([...jobs, bob]);
  });

  it('gives a group one share, and keeps it to its cap', async () => {
    await turn(true);
    expect((await as('admin')('PUT', '/fair-share/groups/kernel', { weight: 1, cap: 1 })).status).toBe(204);
    const [ann, bob, cat] = [await submit('ann'), await submit('bob'), await submit('cat')];
    expect((await assignJobs(api.db))?.toSorted()).toEqual([ann, cat]);
    expect(await holder('admin', 'kernel')).toMatchObject({ kind: 'group', running: 1, cap: 1, share: 0.5 });
    expect(await holder('bob', 'bob')).toMatchObject({
      group: 'kernel',
      share: 0.25,
      waiting: true,
      running: 0,
    });
    expect((await read('bob')).holders.map(({ name }) => name).toSorted()).toEqual(['bob', 'kernel']);
    const why = async () => ((await as('bob')('GET', `/jobs/${bob}`)).body as Job).waiting.join();
    await vi.waitFor(
      async () => expect(await why()).toContain('one of your groups has as many devices'),
      60_000,
    );
    await as('admin')('PUT', '/fair-share/groups/kernel', { cap: null });
    expect(await assignJobs(api.db)).toEqual([bob]);
    expect(await holder('admin', 'kernel')).toMatchObject({ weight: 1, cap: null });
  });

  it('sees the MultiNode groups of everybody, however many somebody else has that wait', async () => {
    await turn(true);
    await api.db.run((q) =>
      q.updateTable('devices').set({ health: 'maintenance' }).where('name', '=', 'd3').execute(),
    );
    // What a round looks at, and one more.
    await groupsOf('ann', 501, 'd3');
    const bob = await groupsOf('bob', 1, 'd1');
    await groupsOf('ann', 1, 'd1');
    expect(await assignJobs(api.db)).toEqual(bob);
  });

  it('goes by the weights of accounts, and writes who changed what', async () => {
    await turn(true);
    expect((await as('admin')('PUT', '/fair-share/users/ann', { weight: 2 })).status).toBe(204);
    const jobs = [await submit('cat'), await submit('cat'), await submit('ann'), await submit('ann')];
    expect((await assignJobs(api.db))?.toSorted()).toEqual([jobs[0], jobs[2], jobs[3]]);
    const { items } = (await as('admin')('GET', '/history?kind=user&object=ann&action=share%20weight'))
      .body as {
      items: object[];
    };
    expect(items[0]).toMatchObject({ actor: 'admin', old: '1', new: '2' });
  });

  it('refuses what it cannot mean', async () => {
    for (const [path, body] of [
      ['/fair-share/users/ann', { weight: 0 }],
      ['/fair-share/users/ann', { weight: null }],
      ['/fair-share/groups/kernel', { cap: 0 }],
      ['/fair-share/groups/kernel', { limit: 1 }],
    ] as const)
      expect((await as('admin')('PUT', path, body)).status).toBe(400);
    expect((await as('admin')('PUT', '/fair-share/users/nobody', { weight: 1 })).status).toBe(404);
    expect((await as('admin')('PUT', '/fair-share/groups/nobody', { weight: 1 })).status).toBe(404);
    expect((await turn(true, { halfLifeHours: 0 })).status).toBe(400);
    expect((await as('ann')('PATCH', '/fair-share', { enabled: true })).status).toBe(403);
  });
});
