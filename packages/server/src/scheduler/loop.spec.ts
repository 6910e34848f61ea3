// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Database } from '../db/database.ts';
import { job as getJob } from '../jobs/jobs.ts';
import { jobExited } from '../jobs/lifecycle.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { silent, testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { assignJobs } from './apply.ts';
import { Scheduler } from './loop.ts';

let db: Database;
let lab: ReturnType<typeof testLab>;
const schedulers: Scheduler[] = [];

beforeAll(async () => {
  db = await testDatabase();
  lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  await lab.worker();
});

beforeEach(async () => {
  await db.transaction(async (q) => {
    await q.deleteFrom('jobs').execute();
    await q.deleteFrom('devices').execute();
    await q.updateTable('workers').set({ state: 'online', last_seen: new Date() }).execute();
  });
});

afterEach(async () => {
  for (const scheduler of schedulers.splice(0)) await scheduler.stop();
});

function start(on = db): void {
  const scheduler = new Scheduler(on, silent);
  scheduler.start();
  schedulers.push(scheduler);
}

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 100_000, interval: 10 });
const waiting = async (id: number) => (await getJob(db, COMMAND_LINE, id)).waiting;
const state = async (id: number) => (await lab.jobRow(id)).state;

describe('Scheduler', () => {
  it('gives a free device to a job the moment it is submitted, and to the next when the first is done', async () => {
    await lab.device();
    start();
    const first = await lab.job();
    await eventually(async () => expect(await state(first)).toBe('scheduled'));
    const second = await lab.job();
    await eventually(async () =>
      expect(await waiting(second)).toEqual(['the only device of type qemu is busy']),
    );
    await jobExited(db, 'lab-1', first, { records: 0, status: { health: 'complete' } });
    await eventually(async () => expect(await lab.jobRow(second)).toMatchObject({ state: 'scheduled' }));
    expect(await waiting(second)).toEqual([]);
  });

  it('serves priority before age, past any number of jobs that nothing fits', async () => {
    await lab.device('plain');
    const low = await lab.job({ priority: 0 });
    const old = await lab.job({ submit_time: new Date(Date.now() - 60_000) });
    await lab.job();
    for (let n = 0; n < 300; n++) await lab.job({ priority: 100, tags: ['nobody-has-this'] });
    expect(await assignJobs(db)).toEqual([old]);
    expect(await state(low)).toBe('submitted');
  });

  it('never gives a device twice, with several schedulers on one database', async () => {
    const others = [new Database({ url: db.url }), new Database({ url: db.url })];
    for (const other of others) await other.changes.start();
    for (let n = 0; n < 8; n++) await lab.device(`qemu-${n}`);
    for (const on of [db, ...others]) start(on);
    const jobs = await Promise.all(Array.from({ length: 40 }, () => lab.job()));
    const finished = new Set<number>();
    await eventually(async () => {
      const running = await db.run((q) =>
        q
          .selectFrom('jobs as j')
          .innerJoin('runs as r', 'r.id', 'j.run_id')
          .select(['j.id', 'r.device'])
          .where('j.state', '=', 'scheduled')
          .execute(),
      );
      expect(new Set(running.map(({ device }) => device)).size).toBe(running.length);
      for (const { id } of running) {
        await jobExited(db, 'lab-1', id, { records: 0, status: { health: 'complete' } });
        finished.add(id);
      }
      expect(finished.size).toBe(jobs.length);
    });
    for (const scheduler of schedulers.splice(0)) await scheduler.stop();
    for (const other of others) await other.close();
  });

  it('ends a job whose queue timeout is over, and says why', async () => {
    start();
    const job = await lab.job({ queue_timeout: 1 });
    await eventually(async () =>
      expect(await lab.jobRow(job)).toMatchObject({
        state: 'finished',
        health: 'canceled',
        error_code: 'queue-timeout',
      }),
    );
  });

  it('tells the jobs that wait that their worker is offline', async () => {
    await lab.device();
    await db.run((q) => q.updateTable('workers').set({ state: 'offline' }).execute());
    start();
    const job = await lab.job();
    await eventually(async () => expect(await waiting(job)).toContain('worker lab-1 is offline'));
  });
});
