// SPDX-License-Identifier: Apache-2.0

import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountNamed } from '../../../accounts/accounts.ts';
import { jobExited, jobStarted } from '../../../jobs/lifecycle.ts';
import { jobRules } from '../../../jobs/submit/rules.ts';
import { endOverdueLeases, jobHolds } from '../../../leases/holding.ts';
import { mayType } from '../../../leases/leases.ts';
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

/** A lease that is held. */
async function held(asks: Ask, asked: object = {}): Promise<number> {
  const { id } = body(await asks('POST', '/leases', { target: 'qemu', seconds: 3_600, ...asked }));
  await assignJobs(api.db);
  await jobStarted(api.db, 'lab-1', id);
  await jobHolds(api.db, 'lab-1', { ...HOLDING, job: id }, RULES);
  return id;
}
const show = async (id: number, asks = ann) => body(await asks('GET', `/leases/${id}`));
const over = (id: number) => jobExited(api.db, 'lab-1', id, { records: 0, status: { health: 'complete' } });
const who = (name: string) => accountNamed(api.db, name);

describe('a lease', () => {
  it('is a job whose definition only holds the board; it begins when the job says that it holds', async () => {
    const { status, body: made } = await ann('POST', '/leases', {
      target: 'qemu-1',
      seconds: 3_600,
      idle: 900,
    });
    expect(status).toBe(200);
    expect(made).toMatchObject({
      ...{ state: 'waiting', holder: 'ann', device: 'qemu-1', deviceType: 'qemu', seconds: 3_600, idle: 900 },
      ...{ longest: 4 * 3_600, until: null, may: ['extend', 'share', 'hand-over', 'end'] },
    });
    const { id } = made as Body;
    const { definition } = await api.lab.jobRow(id);
    expect(definition).toContain('hold:');
    expect(definition).toContain('seconds: 3600');
    await assignJobs(api.db);
    await jobStarted(api.db, 'lab-1', id);
    expect(await show(id)).toMatchObject({ state: 'waiting' });
    for (let n = 0; n < 2; n++) await jobHolds(api.db, 'lab-1', { ...HOLDING, job: id, since: 60 }, RULES);
    const lease = (await show(id)) as unknown as { beginTime: string; until: string; may: string[] };
    expect(lease).toMatchObject({ state: 'held' });
    expect(Date.parse(lease.until) - Date.parse(lease.beginTime)).toBe(3_600_000);
    expect(lease.may).toEqual(['type', 'power', 'extend', 'share', 'hand-over', 'end']);
    await over(id);
    expect(await show(id)).toMatchObject({ state: 'ended', endReason: 'its job ended', may: [] });
    expect((await api.lab.deviceRow()).state).toBe('idle');
  });

  it('is extended up to its limit, shared, handed over; each by its holder only', async () => {
    const id = await held(ann);
    expect((await ann('POST', `/leases/${id}/extend`, { seconds: 3_600 })).body).toMatchObject({
      seconds: 7_200,
    });
    expect(await ann('POST', `/leases/${id}/extend`, { seconds: 14_400 })).toMatchObject({ status: 409 });
    expect(await bob('POST', `/leases/${id}/extend`, { seconds: 60 })).toMatchObject({ status: 403 });
    expect(await mayType(api.db, await who('bob'), id)).toBe(false);
    await ann('POST', `/leases/${id}/share`, { users: ['bob'], groups: [] });
    expect(await mayType(api.db, await who('bob'), id)).toBe(true);
    expect(await mayType(api.db, await who('admin'), id)).toBe(false);
    expect(await bob('POST', `/leases/${id}/power`, { to: 'reset' })).toMatchObject({ status: 403 });
    expect(await admin('POST', `/leases/${id}/power`, { to: 'reset' })).toMatchObject({ status: 403 });
    expect((await ann('POST', `/leases/${id}/hand-over`, { to: 'bob' })).body).toMatchObject({
      holder: 'bob',
    });
    expect(await ann('POST', `/leases/${id}/extend`, { seconds: 60 })).toMatchObject({ status: 403 });
    expect(await bob('POST', `/leases/${id}/power`, { to: 'reset' })).toMatchObject({ status: 200 });
    expect(await ann('POST', `/leases/${id}/hand-over`, { to: 'nobody' })).toMatchObject({ status: 403 });
    expect(await mayType(api.db, null, id)).toBe(false);
  });

  it('is ended by its holder; one that waits is canceled', async () => {
    const id = await held(ann);
    expect((await ann('POST', `/leases/${id}/end`)).body).toMatchObject({
      state: 'ending',
      endReason: 'ended by ann',
    });
    expect(await ann('POST', `/leases/${id}/end`)).toMatchObject({ status: 409 });
    expect(await api.lab.jobRow(id)).toMatchObject({ state: 'running' });
    await over(id);
    expect(await show(id)).toMatchObject({ state: 'ended', endReason: 'ended by ann' });
    const waits = body(await bob('POST', '/leases', { target: 'qemu', seconds: 600 })).id;
    await bob('POST', `/leases/${waits}/end`);
    expect(await api.lab.jobRow(waits)).toMatchObject({ state: 'finished', health: 'canceled' });
    expect(await show(waits)).toMatchObject({ state: 'ended' });
  });

  it('that lasts too long is canceled, whatever its worker does', async () => {
    const id = await held(ann);
    expect(await endOverdueLeases(api.db)).toEqual([]);
    await api.db.run((q) => sql`update leases set until = now() - interval '2 minutes'`.execute(q));
    expect(await endOverdueLeases(api.db)).toEqual([id]);
    expect(await api.lab.jobRow(id)).toMatchObject({ state: 'canceling' });
    expect(await endOverdueLeases(api.db)).toEqual([]);
  });

  it('boots what a job deploys and boots, without its tests', async () => {
    const job = `job_name: mine
device_type: qemu
visibility: public
timeouts: {job: {minutes: 10}}
actions:
- deploy: {to: tmpfs, images: {kernel: {url: "http://x/k", image_arg: "-kernel {kernel}"}}}
- boot: {method: qemu, media: tmpfs, prompts: ["#"]}
- test: {definitions: [{name: a, from: git, repository: "http://x/a", path: a.yaml}]}
`;
    const { id } = body(await ann('POST', '/leases', { target: 'qemu-1', seconds: 600, job }));
    const { definition } = await api.lab.jobRow(id);
    expect(definition).toMatch(/deploy:[\s\S]*boot:[\s\S]*hold:/);
    expect(definition).not.toContain('definitions');
    const nothing = await ann('POST', '/leases', {
      target: 'qemu',
      seconds: 600,
      job: job.replace('- boot', '- tset'),
    });
    expect(nothing.status).toBe(400);
  });
});

describe('what leases may be', () => {
  it('is limited: in length, by user, by week', async () => {
    const ask = (asks: Ask, seconds: number) => asks('POST', '/leases', { target: 'qemu', seconds });
    expect((await ask(ann, 5 * 3_600)).status).toBe(400);
    expect((await ask(ann, 4 * 3_600)).status).toBe(200);
    expect((await ask(ann, 4 * 3_600)).status).toBe(200);
    expect(body(await ask(ann, 600))).toMatchObject({
      code: 'conflict',
      message: 'you have 2 leases, and may have 2',
    });
    await held(bob, { seconds: 4 * 3_600 });
    await api.db.run((q) =>
      sql`update leases set asked = 9 * 3600, longest = 9 * 3600 where holder <> 1`.execute(q),
    );
    expect(body(await ask(bob, 2 * 3_600))).toMatchObject({ message: expect.stringContaining('seven days') });
    expect((await ask(await api.as(null), 600)).status).toBe(401);
  });

  it('holds for jobs that hold boards too: with the same limits, and a lease as soon as they hold', async () => {
    const job = (
      minutes: number,
    ) => `{job_name: j, device_type: qemu, visibility: public, timeouts: {job: {minutes: 5}},
      hold_on_failure: ${minutes}m, actions: [{command: {name: hard_reset}}]}`;
    expect(body(await ann('POST', '/jobs', { definition: job(600) }))).toMatchObject({
      code: 'job-unschedulable',
    });
    const wrong = job(30).replace('30m', 'soon');
    expect((await ann('POST', '/jobs/validate', { definition: wrong })).body).toMatchObject({
      problems: [
        { where: { line: 2, path: ['hold_on_failure'] }, message: expect.stringContaining('30m, 2h') },
      ],
    });
    const { id } = body(await ann('POST', '/jobs', { definition: job(30) }));
    await assignJobs(api.db);
    await jobStarted(api.db, 'lab-1', id);
    expect((await ann('GET', `/leases/${id}`)).status).toBe(404);
    await jobHolds(api.db, 'lab-1', { ...HOLDING, job: id, asked: 1_800 }, RULES);
    expect(await show(id)).toMatchObject({ state: 'held', holder: 'ann', seconds: 1_800, longest: 1_800 });
    expect(await mayType(api.db, await who('ann'), id)).toBe(true);
  });

  it('ends the hold of a job whose submitter has leases enough', async () => {
    await api.lab.device('qemu-2');
    const definition = `{job_name: j, device_type: qemu, visibility: public, timeouts: {job: {minutes: 5}}, actions: [{hold: {}}]}`;
    const { id } = body(await ann('POST', '/jobs', { definition }));
    await assignJobs(api.db);
    await jobStarted(api.db, 'lab-1', id);
    for (let n = 0; n < 2; n++) await ann('POST', '/leases', { target: 'qemu', seconds: 600 });
    await jobHolds(api.db, 'lab-1', { ...HOLDING, job: id }, RULES);
    expect(await show(id)).toMatchObject({ state: 'ending', endReason: 'you have 2 leases, and may have 2' });
  });
});

describe('a lease for later', () => {
  it('waits until then, and is in the calendar of its device; no second one takes its time', async () => {
    const { id } = body(await ann('POST', '/leases', { target: 'qemu-1', seconds: 3_600, delay: 7_200 }));
    expect(await assignJobs(api.db)).toEqual([]);
    expect(body(await bob('GET', '/devices/qemu-1/calendar'))).toMatchObject({
      bookings: [{ lease: id, holder: 'ann', state: 'waiting' }],
    });
    const second = await bob('POST', '/leases', { target: 'qemu-1', seconds: 3_600, delay: 9_000 });
    expect(body(second)).toMatchObject({ code: 'conflict', message: expect.stringContaining('is booked') });
    expect((await ann('GET', `/jobs/${id}`)).body).toMatchObject({
      waiting: [expect.stringContaining('begins at 20')],
    });
    await api.db.run((q) => sql`update leases set not_before = now() - interval '1 second'`.execute(q));
    expect(await assignJobs(api.db)).toEqual([id]);
  });

  it('keeps its device from jobs that would take longer; others run, and it is served first when its time has come', async () => {
    const submit = async (minutes: number) =>
      body(
        await bob('POST', '/jobs', {
          definition: `{job_name: j, device_type: qemu, visibility: public, priority: high, timeouts: {job: {minutes: ${minutes}}},
            actions: [{command: {name: hard_reset}}]}`,
        }),
      ).id;
    const { id } = body(await ann('POST', '/leases', { target: 'qemu-1', seconds: 600, delay: 3_600 }));
    const long = await submit(90);
    expect(await assignJobs(api.db)).toEqual([]);
    const short = await submit(20);
    expect(await assignJobs(api.db)).toEqual([short]);
    await jobExited(api.db, 'lab-1', short, { records: 0, status: { health: 'complete' } });
    await submit(20);
    await api.db.run((q) => sql`update leases set not_before = now()`.execute(q));
    expect(await assignJobs(api.db)).toEqual([id]);
    expect(await api.lab.jobRow(long)).toMatchObject({ state: 'submitted' });
  });
});
