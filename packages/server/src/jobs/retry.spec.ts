// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import { runNumber } from '@lava/protocol/wire/run-number.ts';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { jobsById, jobsOfWorker, lockJob } from '../db/queries/job-state.ts';
import { Ingest } from '../ingest/ingest.ts';
import { LogReader } from '../logs/log-reader.ts';
import { LogStore } from '../logs/log-store.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { assignJobs } from '../scheduler/apply.ts';
import { atEnd } from '../testing/at-end.ts';
import { silent, testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { cancelJob, job as getJob, results } from './jobs.ts';
import { finish, finishIfComplete, jobExited, jobLost, jobStarted } from './lifecycle.ts';
import { failJob } from './upkeep.ts';

let db: Database;
let lab: ReturnType<typeof testLab>;
let ingest: Ingest;
let reader: LogReader;
const complete: [number, string][] = [];

beforeAll(async () => {
  db = await testDatabase();
  lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  await lab.worker();
  const root = mkdtempSync(join(tmpdir(), 'lava-retry-'));
  const store = new LogStore({ root });
  const onComplete = (run: number, worker: string) => complete.push([run, worker]);
  ingest = new Ingest({ db, store, log: silent, onComplete, retry: 20 });
  reader = new LogReader(db, store);
  atEnd(async () => {
    await ingest.close();
    await store.close();
    rmSync(root, { recursive: true });
  });
});

beforeEach(async () => {
  await db.transaction(async (q) => {
    await q.deleteFrom('jobs').execute();
    await q.deleteFrom('devices').execute();
  });
  await lab.device('qemu-1');
  await lab.device('qemu-2');
});

const DOWN = {
  health: 'incomplete',
  code: 'connection-closed',
  kind: 'infrastructure',
  message: 'gone',
} as const;
const down = (job: number, attempt: number, records = 0) =>
  jobExited(db, 'lab-1', runNumber(job, attempt), { records, status: DOWN });
const fine = (job: number, attempt: number, records = 0) =>
  jobExited(db, 'lab-1', runNumber(job, attempt), { records, status: { health: 'complete' } });

async function scheduled(set: Parameters<typeof lab.job>[0] = {}): Promise<number> {
  const job = await lab.job({ retries: 2, ...set });
  expect(await assignJobs(db)).toContain(job);
  return job;
}

const result = (name: string): JobRecord => ({
  ...{ dt: '2026-11-29T09:34:00.000000+00:00', lvl: 'results' },
  msg: { definition: '0_smoke', case: name, result: 'pass' },
});
function send(job: number, attempt: number, ...records: JobRecord[]): Promise<number> {
  const data = Buffer.from(records.map((record) => `${encodeRecord(record)}\n`).join(''));
  const header = { type: 'records', job: runNumber(job, attempt), from: 0, count: records.length } as const;
  return new Promise((resolve) =>
    ingest.add({ ...header, attempt: 1 }, data, 'lab-1', ({ upTo }) => resolve(upTo)),
  );
}
const casesOf = async (job: number) =>
  (await results(db, COMMAND_LINE, job, { limit: 100, sort: 'record' })).items.map(({ name }) => name);
const logOf = async (job: number, attempt?: number) => {
  const lines: string[] = [];
  for await (const { data } of reader.stream(job, 0, 100, 'whole', attempt)) lines.push(String(data));
  return lines.join('');
};

describe('a job that is tried again', () => {
  it('goes to another device, and only its last attempt counts', async () => {
    const job = await scheduled();
    expect(await jobStarted(db, 'lab-1', job)).toBe(true);
    expect(await send(job, 1, result('first'), result('same'))).toBe(2);
    expect(await down(job, 1, 2)).toBe(true);
    expect(await lab.jobRow(job)).toMatchObject({ state: 'submitted', health: 'unknown', error_code: null });
    expect(await lab.deviceRow('qemu-1')).toMatchObject({ state: 'idle', health: 'unknown' });
    expect((await getJob(db, COMMAND_LINE, job)).waiting?.[0]).toBe(
      'it failed on qemu-1 before, and is tried again on another device',
    );
    expect(await assignJobs(db)).toEqual([job]);
    expect(await lab.jobRow(job)).toMatchObject({
      state: 'scheduled',
      attempt: 2,
      device: 'qemu-2',
      next_seq: 0,
    });
    expect(await jobStarted(db, 'lab-1', runNumber(job, 2))).toBe(true);
    expect(await send(job, 2, result('same'))).toBe(1);
    expect(await fine(job, 2, 1)).toBe(true);
    expect(await lab.jobRow(job)).toMatchObject({ state: 'finished', health: 'complete', error_code: null });
    expect(await casesOf(job)).toEqual(['same']);
    expect(await logOf(job)).not.toContain('first');
    expect(await logOf(job, 1)).toContain('first');
  });

  it('takes nothing of an attempt that is over for the next, and keeps late records where they belong', async () => {
    const job = await scheduled();
    await jobStarted(db, 'lab-1', job);
    await down(job, 1);
    // Said again while the job waits, and after it has its next device: the worker heard no answer.
    expect(await down(job, 1)).toBe(true);
    expect(await jobStarted(db, 'lab-1', job)).toBe(false);
    await assignJobs(db);
    expect(await fine(job, 1)).toBe(true);
    expect(await jobStarted(db, 'lab-1', job)).toBe(false);
    await jobLost(db, job);
    expect(await send(job, 1, result('late'))).toBe(1);
    const row = await lab.jobRow(job);
    expect(row).toMatchObject({ state: 'scheduled', attempt: 2, exit_records: null, next_seq: 0 });
    expect(await casesOf(job)).toEqual([]);
    expect(await logOf(job, 1)).toContain('late');
    const [first, second] = await db.run((q) => jobsById(q, [job, runNumber(job, 2)]));
    expect([first?.state, second?.state].toSorted()).toEqual(['finished', 'scheduled']);
    expect((await db.run((q) => jobsOfWorker(q, 'lab-1'))).map(({ id }) => id)).toEqual([runNumber(job, 2)]);
  });

  it('is tried once for each end, also when the master dies in the middle', async () => {
    const job = await scheduled();
    await jobStarted(db, 'lab-1', job);
    const killed = db.transaction(async (q) => {
      const row = await lockJob(q, job);
      if (row) await finish(q, row, 'fail', { ...DOWN, hint: undefined } as never);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    expect(await lab.jobRow(job)).toMatchObject({ state: 'running', attempt: 1 });
    expect(await lab.deviceRow('qemu-1')).toMatchObject({ state: 'running' });
    // The next master hears the end from the worker, and dies again before it has assigned the job.
    await Promise.all([down(job, 1), down(job, 1), down(job, 1)]);
    expect(await lab.jobRow(job)).toMatchObject({ state: 'submitted', attempt: 1 });
    await Promise.all([assignJobs(db), assignJobs(db)]);
    expect(await lab.jobRow(job)).toMatchObject({ state: 'scheduled', attempt: 2 });
    const { rows } = await db.run((q) =>
      sql<{ attempt: number; failure: { code: string } | null }>`select attempt, failure from runs
        where job_id = ${job} order by 1`.execute(q),
    );
    expect(rows.map(({ attempt, failure }) => [attempt, failure?.code])).toEqual([
      [1, 'connection-closed'],
      [2, undefined],
    ]);
  });

  it('is incomplete when its attempts are used up, with the last error', async () => {
    const job = await scheduled({ retries: 1 });
    await down(job, 1);
    await assignJobs(db);
    await jobLost(db, runNumber(job, 2));
    expect(await lab.jobRow(job)).toMatchObject({
      state: 'finished',
      health: 'incomplete',
      error_code: 'worker-lost',
    });
    expect(await assignJobs(db)).toEqual([]);
  });

  it('is not tried again for what is its own fault, or after a cancel', async () => {
    const own = await scheduled();
    const status = { health: 'incomplete', code: 'test-failed', kind: 'test', message: 'no' } as const;
    await jobExited(db, 'lab-1', own, { records: 0, status });
    expect(await lab.jobRow(own)).toMatchObject({ state: 'finished', attempt: 1 });
    const canceled = await scheduled();
    await cancelJob(db, COMMAND_LINE, canceled);
    await down(canceled, 1);
    expect(await lab.jobRow(canceled)).toMatchObject({ state: 'finished', attempt: 1 });
    const failed = await scheduled();
    await failJob(db, COMMAND_LINE, failed, 'broken');
    expect(await lab.jobRow(failed)).toMatchObject({ state: 'finished', health: 'incomplete' });
  });

  it('is over when it is canceled while it waits, and its devices stay as they are', async () => {
    const job = await scheduled();
    await down(job, 1);
    await db.run((q) => q.updateTable('devices').set({ health: 'good' }).execute());
    await cancelJob(db, COMMAND_LINE, job);
    expect(await lab.jobRow(job)).toMatchObject({ state: 'finished', health: 'canceled', attempt: 1 });
    expect(await lab.deviceRow('qemu-1')).toMatchObject({ state: 'idle', health: 'good' });
    expect(await assignJobs(db)).toEqual([]);
  });

  it('is tried as often as it says itself, else as its type, else as the lab', async () => {
    const retriesOf = async (set: Parameters<typeof lab.job>[0]) =>
      (await getJob(db, COMMAND_LINE, await lab.job(set))).retries;
    expect(await retriesOf({ lab_retries: 3 })).toBe(3);
    await db.run((q) => q.updateTable('device_types').set({ retries: 1 }).execute());
    expect(await retriesOf({ lab_retries: 3 })).toBe(1);
    expect(await retriesOf({ lab_retries: 3, retries: 0 })).toBe(0);
    await db.run((q) => q.updateTable('device_types').set({ retries: null }).execute());
  });

  it('does not share its demand with a new job, and waits as long as at first', async () => {
    const job = await scheduled({ queue_timeout: 60 });
    const before = await lab.jobRow(job);
    await down(job, 1);
    const again = await lab.jobRow(job);
    expect(again.expires?.getTime()).toBeGreaterThan(before.expires?.getTime() ?? 0);
    const other = await lab.jobRow(await lab.job());
    expect(other.demand_id).toBe(before.demand_id);
    expect(again.demand_id).not.toBe(before.demand_id);
  });

  it('never has two results of one name, whatever comes in which order', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      let drawn = seed;
      const below = (most: number) => {
        drawn = (Math.imul(drawn, 1_103_515_245) + 12_345) & 0x7fffffff;
        return (drawn >>> 8) % most;
      };
      await db.run((q) => q.updateTable('devices').set({ health: 'good' }).execute());
      const job = await scheduled();
      for (let step = 0; step < 12; step++) {
        const attempt = 1 + below((await lab.jobRow(job)).attempt);
        const act = below(5);
        if (act === 0) await jobStarted(db, 'lab-1', runNumber(job, attempt));
        else if (act === 1) await send(job, attempt, result('a'), result('b'));
        else if (act === 2) await down(job, attempt, 2 * below(2));
        else if (act === 3) await assignJobs(db);
        else await db.transaction((q) => finishIfComplete(q, runNumber(job, attempt)));
        const names = await casesOf(job);
        expect({ seed, step, twice: names.length - new Set(names).size }).toEqual({ seed, step, twice: 0 });
      }
      await failJob(db, COMMAND_LINE, job, 'the end of the test');
    }
  });
});
