// SPDX-License-Identifier: Apache-2.0
import type { CurveKeys } from '@lava/kit/zmq/curve.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LinkLab } from '../../testing/link.ts';

let lab: LinkLab;
let evil: CurveKeys;
beforeAll(async () => {
  lab = await LinkLab.make();
  await lab.serve();
  evil = (await lab.enrol()).keys;
  await lab.lab.device('qemu-3');
});
afterAll(() => lab.close());

const hello = () => ({
  ...{ type: 'hello', protocols: [1], version: '1', time: new Date().toISOString(), arch: 'x', jobs: [] },
});

describe('a worker that reports a job as running forever', () => {
  it('has it taken away when its time limit is over long since, canceled or not', async () => {
    const control = await lab.raw('control', evil);
    await control.send(hello());
    await control.take('welcome');
    const jobs = [await lab.job({}), await lab.job({}, { device: 'qemu-3' })];
    for (const job of jobs) await control.send({ type: 'started', job });
    for (const job of jobs) await lab.until(job, 'running');
    await lab.cancel(jobs[1] as number);
    const over = new Date(Date.now() - 1_000);
    await lab.db.run((q) =>
      q.updateTable('runs').set({ deadline: over }).where('job_id', 'in', jobs).execute(),
    );
    const alive = setInterval(() => void control.send({ type: 'ping' }), 100);
    const rows = [
      await lab.until(jobs[0] as number, 'finished'),
      await lab.until(jobs[1] as number, 'finished'),
    ];
    clearInterval(alive);
    expect(rows.map(({ health, error_code }) => [health, error_code])).toEqual([
      ['incomplete', 'worker-lost'],
      ['canceled', 'canceled'],
    ]);
    expect((await lab.lab.deviceRow('qemu-3')).state).toBe('idle');
    // It is told to end what it still calls running.
    expect((await control.take('cancel')).job).toBeDefined();
  });

  it('was given the limit when it was told to start', async () => {
    const control = await lab.raw('control', evil);
    await control.send(hello());
    await control.take('welcome');
    const job = await lab.job({});
    await control.take('start');
    const row = await lab.db.run((q) =>
      q
        .selectFrom('runs')
        .select(['deadline', 'schedule_time'])
        .where('job_id', '=', job)
        .executeTakeFirstOrThrow(),
    );
    expect(row.deadline?.getTime()).toBeGreaterThan(row.schedule_time.getTime() + 90_000);
  });
});
