// SPDX-License-Identifier: Apache-2.0
import { findProcesses } from '@lava/kit/process/hunt.ts';
import type { Daemon } from '@lava/worker/daemon.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelJob, job as jobResource } from '../../jobs/jobs.ts';
import { failJob } from '../../jobs/upkeep.ts';
import { LinkLab } from '../../testing/link.ts';
import { changeWorker } from '../../workers/workers.ts';

const ADMIN = { id: 1, username: 'ann', admin: true, groups: [] };

let lab: LinkLab;
let stateDir: string;
let daemon: Daemon;
let job: number;
beforeEach(async () => {
  lab = await LinkLab.make();
  await lab.serve();
  ({ stateDir } = await lab.enrol());
  daemon = await lab.worker(stateDir);
  job = await lab.job({ waitForGo: true });
  await lab.until(job, 'running');
});
afterEach(() => lab.close());

/** The job's processes keep running without the daemon. */
async function leave(): Promise<void> {
  await daemon.close();
  await lab.eventually(async () => {
    const row = await lab.db.run((q) => q.selectFrom('workers').select('state').executeTakeFirst());
    return row?.state === 'offline' || undefined;
  });
}
const waiting = async () => (await jobResource(lab.db, ADMIN, job)).waiting;
const processes = () => findProcesses({ variable: `LAVA_JOB_DIR=${lab.jobDir(stateDir, job)}` });
const ended = () => lab.eventually(() => processes().length === 0 || undefined);

describe('a job whose worker is away', () => {
  it('says so, and says nothing any more when the worker is back', async () => {
    expect(await waiting()).toEqual([]);
    await leave();
    expect(await waiting()).toEqual([
      'worker lab-1 is offline: the job keeps running there, and its log comes when it is back',
    ]);
    await lab.worker(stateDir);
    await lab.eventually(async () => (await waiting()).length === 0 || undefined);
    lab.go(stateDir, job);
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete' });
  });

  it('is canceled when the worker is back, and says until then why it takes so long', async () => {
    await leave();
    await cancelJob(lab.db, ADMIN, job);
    expect(await lab.lab.jobRow(job)).toMatchObject({ state: 'canceling' });
    expect(await lab.lab.deviceRow()).toMatchObject({ state: 'running' });
    expect(await waiting()).toEqual([
      `worker lab-1 is offline: the job ends when it is back, or when an admin gives it up (lava-server manage jobs fail ${job})`,
    ]);
    expect(processes()).not.toEqual([]);
    await lab.worker(stateDir);
    expect(await lab.until(job, 'finished')).toMatchObject({
      health: 'canceled',
      error_message: 'canceled by ann',
    });
    await ended();
    expect(await lab.lab.deviceRow()).toMatchObject({ state: 'idle' });
  });

  it('can be abandoned by an admin while it is to be canceled; the worker ends it when it is back', async () => {
    await leave();
    await cancelJob(lab.db, ADMIN, job);
    await failJob(lab.db, ADMIN, job, 'the machine is broken');
    expect(await lab.lab.jobRow(job)).toMatchObject({ state: 'finished', health: 'canceled' });
    expect(await lab.lab.deviceRow()).toMatchObject({ state: 'idle' });
    expect(await waiting()).toEqual([]);
    expect(processes()).not.toEqual([]);
    await lab.worker(stateDir);
    await ended();
    expect(await lab.lab.jobRow(job)).toMatchObject({ state: 'finished', health: 'canceled' });
  });

  it.each([
    { cancel: true, health: 'canceled', message: 'canceled by ann' },
    { cancel: false, health: 'incomplete', message: 'worker lab-1 was retired by ann' },
  ])('ends when the worker is retired: $health', async ({ cancel, health, message }) => {
    await leave();
    if (cancel) await cancelJob(lab.db, ADMIN, job);
    await changeWorker(lab.db, ADMIN, 'lab-1', { health: 'retired' });
    expect(await lab.lab.jobRow(job)).toMatchObject({ state: 'finished', health, error_message: message });
    expect(await lab.lab.deviceRow()).toMatchObject({ state: 'idle', health: 'retired' });
    // It may come back: then it learns that the job is over.
    await changeWorker(lab.db, ADMIN, 'lab-1', { health: 'active' });
    await lab.worker(stateDir);
    await ended();
  });
});
