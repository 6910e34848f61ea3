// SPDX-License-Identifier: Apache-2.0

import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobStarted } from '../../../jobs/lifecycle.ts';
import { jobRules } from '../../../jobs/submit/rules.ts';
import { jobHolds } from '../../../leases/holding.ts';
import { assignJobs } from '../../../scheduler/apply.ts';
import { type Answer, type TestApi, testApi } from '../../../testing/api.ts';

type Ask = Awaited<ReturnType<TestApi['as']>>;
type Body = Record<string, unknown> & { id: number };

const RULES = jobRules({
  leaseGroups: [],
  leaseHours: 4,
  leasesPerUser: 2,
  leasesPerGroup: 0,
  leaseHoursPerWeek: 10,
  extraContextVariables: [],
} as never).leases;
const HOLDING = { type: 'holding', since: 0, asked: 600 } as const;

let api: TestApi;
let [ann, bob, admin]: [Ask, Ask, Ask] = [] as never;

beforeAll(async () => {
  api = await testApi('lease_hours: 4\nleases_per_user: 2\nlease_hours_per_week: 10\n');
  [ann, bob, admin] = [await api.as('ann'), await api.as('bob'), await api.as('admin')];
  await api.lab.deviceType();
  await api.lab.worker();
});

beforeEach(async () => {
  await api.db.transaction(async (q) => {
    await q.deleteFrom('jobs').execute();
    await q.deleteFrom('devices').execute();
  });
  await api.lab.device();
});

const body = ({ body }: Answer) => body as Body;

describe('a hold that is asked for while a job runs', () => {
  const definition = (hold = '') =>
    `{job_name: j, device_type: qemu, visibility: public, timeouts: {job: {minutes: 5}}, ${hold}actions: [{command: {name: hard_reset}}]}`;
  const submitted = async (hold?: string) =>
    body(await bob('POST', '/jobs', { definition: definition(hold) })).id;
  const runs = async (id: number) => {
    await assignJobs(api.db);
    await jobStarted(api.db, 'lab-1', id);
  };
  const ask = (asks: Ask, id: number, seconds: number | null) =>
    asks('PATCH', `/jobs/${id}`, { holdOnFailure: seconds });
  const fails = (id: number) =>
    jobHolds(api.db, 'lab-1', { ...HOLDING, job: id, asked: 1_800, failed: true }, RULES);

  it('is kept by the job, in its history, and becomes a lease of who asked last', async () => {
    const id = await submitted();
    expect(body(await ask(bob, id, 1_800))).toMatchObject({
      code: 'conflict',
      message: `job ${id} is submitted: this can be said while it runs`,
    });
    await runs(id);
    expect((await bob('GET', `/jobs/${id}`)).body).toMatchObject({
      holdOnFailure: null,
      may: expect.arrayContaining(['hold']),
    });
    expect((await ask(bob, id, 600)).body).toMatchObject({ holdOnFailure: 600 });
    expect((await ask(admin, id, 1_800)).body).toMatchObject({ holdOnFailure: 1_800 });
    const { items } = (await bob('GET', `/history?kind=job&object=${id}`)).body as { items: Body[] };
    expect(items.filter(({ action }) => action === 'hold on failure')).toMatchObject([
      { actor: 'admin', old: '600', new: '1800' },
      { actor: 'bob', old: null, new: '600' },
    ]);
    await fails(id);
    expect((await bob('GET', `/leases/${id}`)).body).toMatchObject({
      state: 'held',
      holder: 'admin',
      seconds: 1_800,
    });
    expect(body(await ask(bob, id, null))).toMatchObject({
      message: `the board of job ${id} is held already`,
    });
  });

  it('is withdrawn, also where the definition says it', async () => {
    const id = await submitted('hold_on_failure: 10m, ');
    await runs(id);
    expect((await bob('GET', `/jobs/${id}`)).body).toMatchObject({ holdOnFailure: 600 });
    expect((await ask(bob, id, null)).body).toMatchObject({ holdOnFailure: null });
  });

  it('is for those who may change the job, as long as the lab allows, and within their quota', async () => {
    const id = await submitted();
    await runs(id);
    expect((await ask(ann, id, 600)).status).toBe(403);
    expect((await ask(await api.as(null), id, 600)).status).toBe(401);
    expect((await ask(bob, id, 59)).status).toBe(400);
    expect(body(await ask(bob, id, 5 * 3_600))).toMatchObject({
      message: expect.stringContaining('4 h at most'),
    });
    for (let n = 0; n < 2; n++) await bob('POST', '/leases', { target: 'qemu', seconds: 600 });
    expect(body(await ask(bob, id, 600))).toMatchObject({ message: 'you have 2 leases, and may have 2' });
    expect((await ask(bob, id, null)).status).toBe(200);
  });

  it('is not for a time for which the device is booked', async () => {
    const id = await submitted();
    await runs(id);
    await ann('POST', '/leases', { target: 'qemu-1', seconds: 600, delay: 3_600 });
    expect((await ask(bob, id, 3_000)).status).toBe(200);
    expect(body(await ask(bob, id, 3_500))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('is booked'),
    });
  });

  it('gives the job as much longer before it counts as abandoned', async () => {
    const id = await submitted();
    await runs(id);
    const deadline = async () => {
      const { rows } = await api.db.run((q) =>
        sql<{ left: number }>`select extract(epoch from deadline - start_time)::int as left from runs
          where job_id = ${id}`.execute(q),
      );
      return rows[0]?.left;
    };
    await api.db.run((q) => sql`update runs set deadline = start_time + interval '100 s'`.execute(q));
    for (const [asked, left] of [
      [600, 700],
      [1_800, 1_900],
      [null, 100],
    ] as const) {
      await ask(bob, id, asked);
      expect(await deadline()).toBe(left);
    }
  });
});
