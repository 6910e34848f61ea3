// SPDX-License-Identifier: Apache-2.0

import { LavaError } from '@lava/protocol/error/error.ts';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { getJob } from '../db/queries/jobs.ts';
import { NO_RESULTS } from '../db/queries/test-counts.ts';
import { testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { finishIfComplete, jobExited, jobLost, jobNotStartable, jobStarted } from './lifecycle.ts';
import { toJob } from './view.ts';

let db: Database;
let lab: ReturnType<typeof testLab>;

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
  });
  await lab.device();
});

const complete = { health: 'complete' } as const;
const stored = (job: number, next: number) =>
  db.transaction(async (q) => {
    await q.updateTable('runs').set({ next_seq: next }).where('job_id', '=', job).execute();
    return finishIfComplete(q, job);
  });

describe('job lifecycle', () => {
  it('runs, and is finished only when its last record is stored; then the device is free', async () => {
    const job = await lab.scheduledJob();
    expect(await jobStarted(db, 'lab-1', job)).toBe(true);
    expect(await lab.deviceRow()).toMatchObject({ state: 'running' });
    expect(await stored(job, 5)).toBe(false);
    expect(await jobExited(db, 'lab-1', job, { records: 7, status: complete })).toBe(false);
    expect(await lab.deviceRow()).toMatchObject({ state: 'running' });
    expect(await stored(job, 7)).toBe(true);
    expect(await lab.jobRow(job)).toMatchObject({ state: 'finished', health: 'complete', error_code: null });
    expect(await lab.deviceRow()).toMatchObject({ state: 'idle', health: 'good' });
  });

  it('shows how long its device was busy apart from what was prepared before', async () => {
    const job = await lab.scheduledJob();
    await jobStarted(db, 'lab-1', job);
    const viewed = async () => {
      const row = await db.run((q) => getJob(q, job));
      return row && toJob(row, NO_RESULTS.all, null).deviceTime;
    };
    expect(await viewed()).toBeNull();
    const poweredAt = new Date().toISOString();
    await jobExited(db, 'lab-1', job, { records: 0, status: { ...complete, poweredAt } });
    await db.transaction((q) =>
      sql`update runs set schedule_time = end_time - interval '90 s', powered_time = end_time - interval '60 s'
        where job_id = ${job}`.execute(q),
    );
    expect(await viewed()).toEqual({ preparing: 30, busy: 60 });
  });

  it('takes each message twice, and in the wrong order', async () => {
    const job = await lab.scheduledJob();
    expect(await jobExited(db, 'lab-1', job, { records: 0, status: complete })).toBe(true);
    expect(await jobStarted(db, 'lab-1', job)).toBe(false);
    expect(await jobExited(db, 'lab-1', job, { records: 9, status: { health: 'incomplete' } })).toBe(true);
    const row = await lab.jobRow(job);
    expect(row).toMatchObject({ state: 'finished', health: 'complete', exit_records: 0 });
    expect(row.start_time).toEqual(row.schedule_time);
  });

  it('has no complete log when the worker could not write all of it', async () => {
    for (const [lost, logComplete] of [
      [undefined, true],
      [0, true],
      [3, false],
    ] as const) {
      await lab.device(`board-${lost}`);
      const job = await lab.scheduledJob({ device: `board-${lost}` });
      const status = {
        health: 'incomplete',
        code: 'disk-full',
        ...(lost !== undefined && { lost }),
      } as const;
      await jobExited(db, 'lab-1', job, { records: 0, status });
      const row = await db.run((q) => getJob(q, job));
      if (!row) throw new Error('the job is not there');
      expect(toJob(row, NO_RESULTS.all, null).logComplete).toBe(logComplete);
    }
  });

  it('believes no other worker', async () => {
    await lab.worker('other');
    const job = await lab.scheduledJob();
    expect(await jobStarted(db, 'other', job)).toBe(false);
    expect(await jobExited(db, 'other', job, { records: 0, status: complete })).toBe(false);
    expect(await lab.jobRow(job)).toMatchObject({ state: 'scheduled' });
  });

  it('keeps what a failed job died of, and doubts the device when it was the lab', async () => {
    const job = await lab.scheduledJob();
    const status = {
      health: 'incomplete',
      code: 'connection-closed',
      kind: 'infrastructure',
      message: 'gone',
    } as const;
    await jobExited(db, 'lab-1', job, { records: 0, status });
    expect(await lab.jobRow(job)).toMatchObject({ error_code: 'connection-closed', error_message: 'gone' });
    expect(await lab.deviceRow()).toMatchObject({ state: 'idle', health: 'unknown' });
    const audit = await db.run((q) =>
      q.selectFrom('audit_log').selectAll().orderBy('id', 'desc').executeTakeFirst(),
    );
    expect(audit).toMatchObject({
      object: 'qemu-1',
      old: 'good',
      new: 'unknown',
      reason: `job ${job}: incomplete`,
    });
  });

  it('ends a job as its log does when it was over before the cancel reached it', async () => {
    const done = await lab.scheduledJob({ state: 'canceling', cancel_reason: 'canceled by ann' });
    await jobExited(db, 'lab-1', done, { records: 0, status: complete });
    expect(await lab.jobRow(done)).toMatchObject({ health: 'complete', error_code: null });
    const failed = await lab.scheduledJob({ state: 'canceling', cancel_reason: 'canceled by ann' });
    const status = { health: 'incomplete', code: 'test-failed', kind: 'test', message: 'no' } as const;
    await jobExited(db, 'lab-1', failed, { records: 0, status });
    expect(await lab.jobRow(failed)).toMatchObject({ health: 'incomplete', error_message: 'no' });
  });

  it('shows a canceled job as canceled, also when its worker lost it meanwhile', async () => {
    const said = await lab.scheduledJob({ state: 'canceling', cancel_reason: 'canceled by ann' });
    await jobExited(db, 'lab-1', said, { records: 0, status: { health: 'canceled' } });
    const lost = await lab.scheduledJob({ state: 'canceling', cancel_reason: 'canceled by ann' });
    await jobLost(db, lost);
    for (const job of [said, lost]) {
      expect(await lab.jobRow(job)).toMatchObject({
        health: 'canceled',
        error_code: 'canceled',
        error_message: 'canceled by ann',
      });
    }
    expect(await lab.deviceRow()).toMatchObject({ state: 'idle', health: 'good' });
  });

  it('ends a job that its worker lost, and one that cannot be started', async () => {
    const lost = await lab.scheduledJob({ state: 'running', start_time: new Date() });
    await jobLost(db, lost);
    await jobLost(db, lost);
    expect(await lab.jobRow(lost)).toMatchObject({ health: 'incomplete', error_code: 'worker-lost' });
    const broken = await lab.scheduledJob();
    await jobNotStartable(db, broken, new LavaError('device-invalid', 'no boot method'));
    expect(await lab.jobRow(broken)).toMatchObject({ health: 'incomplete', error_kind: 'configuration' });
    expect(await lab.deviceRow()).toMatchObject({ state: 'idle', health: 'bad' });
  });
});
