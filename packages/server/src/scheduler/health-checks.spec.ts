// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { putText } from '../db/queries/texts.ts';
import { changeDevice } from '../devices/devices.ts';
import { putDictionary } from '../devices/dictionary-text.ts';
import { runHealthCheck, setHealthCheck } from '../health-checks/health-checks.ts';
import { jobExited } from '../jobs/lifecycle.ts';
import { COMMAND_LINE } from '../rights/permissions.ts';
import { silent, testDatabase } from '../testing/database.ts';
import { testLab } from '../testing/lab.ts';
import { assignJobs } from './apply.ts';
import { startHealthChecks } from './health-checks.ts';
import { Scheduler } from './loop.ts';

const CHECK = `job_name: is it well
visibility: public
priority: high
timeouts: {job: {minutes: 5}, action: {minutes: 5}, connection: {minutes: 1}}
actions:
- deploy: {to: tmpfs, images: {kernel: {url: 'file:///srv/kernel', image_arg: '-kernel {kernel}'}}}
- boot: {method: qemu, media: tmpfs, prompts: ['# ']}
`;

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
    await q.deleteFrom('text_versions').execute();
    await q
      .updateTable('device_types')
      .set({ health_frequency: 24, health_denominator: 'hours', disable_health_check: false })
      .execute();
    await q.updateTable('workers').set({ job_limit: 0 }).execute();
  });
  await setHealthCheck(db, COMMAND_LINE, 'qemu', CHECK);
});

async function round(): Promise<{ checks: number[]; jobs: number[] }> {
  const checks = (await startHealthChecks(db, {})) ?? [];
  return { checks, jobs: (await assignJobs(db)) ?? [] };
}

const end = (job: number, health: 'complete' | 'incomplete') =>
  jobExited(db, 'lab-1', job, {
    records: 0,
    status: health === 'complete' ? { health } : { health, code: 'test', kind: 'test', message: 'no' },
  });

/** As if so much time had passed since the last health check. */
const hoursPass = (hours: number) =>
  db.run((q) =>
    sql`update devices set health_check_time = health_check_time - ${hours} * interval '1 hour'`.execute(q),
  );

describe('startHealthChecks', () => {
  it('checks a device of which nothing is known before any job gets it, and says that it is good', async () => {
    await lab.device('one', { health: 'unknown' });
    const job = await lab.job({ priority: 100 });
    const { checks, jobs } = await round();
    expect([checks.length, jobs]).toEqual([1, []]);
    const [check] = checks as [number];
    expect(await lab.jobRow(check)).toMatchObject({
      state: 'scheduled',
      health_check: true,
      device: 'one',
      description: 'is it well',
      priority: 100,
      definition: CHECK,
    });
    await end(check, 'complete');
    expect(await lab.deviceRow('one')).toMatchObject({ health: 'good', health_check_job: check });
    expect(await round()).toEqual({ checks: [], jobs: [job] });
  });

  it('says that a device is bad whose health check failed; it gets no job and no other health check', async () => {
    await lab.device('one', { health: 'unknown' });
    await lab.job();
    const [check] = (await round()).checks;
    await end(check ?? 0, 'incomplete');
    expect(await lab.deviceRow('one')).toMatchObject({ health: 'bad', state: 'idle' });
    expect(await round()).toEqual({ checks: [], jobs: [] });
  });

  it('checks again after so many hours', async () => {
    await lab.device();
    await end((await round()).checks[0] ?? 0, 'complete');
    await hoursPass(23.9);
    expect((await round()).checks).toEqual([]);
    await hoursPass(0.2);
    expect((await round()).checks).toHaveLength(1);
  });

  it('checks again after so many other jobs', async () => {
    await db.run((q) =>
      q.updateTable('device_types').set({ health_denominator: 'jobs', health_frequency: 2 }).execute(),
    );
    await lab.device();
    await end((await round()).checks[0] ?? 0, 'complete');
    await hoursPass(1_000);
    for (let n = 0; n < 2; n++) {
      const job = await lab.job();
      expect(await round()).toEqual({ checks: [], jobs: [job] });
      await end(job, 'complete');
    }
    const waiting = await lab.job();
    const { checks, jobs } = await round();
    expect([checks.length, jobs]).toEqual([1, []]);
    await end(checks[0] ?? 0, 'complete');
    expect(await round()).toEqual({ checks: [], jobs: [waiting] });
  });

  it('keeps a looping device at its health check, whatever comes of it', async () => {
    await lab.device('one', { health: 'looping' });
    await lab.job();
    for (const health of ['complete', 'incomplete', 'complete'] as const) {
      const { checks, jobs } = await round();
      expect([checks.length, jobs]).toEqual([1, []]);
      await end(checks[0] ?? 0, health);
      expect(await lab.deviceRow('one')).toMatchObject({ health: 'looping', state: 'idle' });
    }
  });

  it.each(['device', 'device type'])('leaves alone what the %s has disabled', async (of) => {
    await lab.device('one', { health: 'unknown' });
    if (of === 'device') await changeDevice(db, COMMAND_LINE, 'one', { disableHealthCheck: true });
    else await db.run((q) => q.updateTable('device_types').set({ disable_health_check: true }).execute());
    const job = await lab.job();
    expect(await round()).toEqual({ checks: [], jobs: [job] });
  });

  it('leaves alone devices without one, and those in maintenance, bad or retired', async () => {
    await lab.deviceType('other');
    await lab.device('a', { device_type: 'other', health: 'unknown' });
    for (const health of ['maintenance', 'bad', 'retired'] as const) await lab.device(health, { health });
    expect(await round()).toEqual({ checks: [], jobs: [] });
  });

  it('takes the health check of the template that the dictionary extends before that of the type', async () => {
    await lab.device('one', { health: 'unknown' });
    await db.run((q) => putDictionary(q, 'one', "{% extends 'my-qemu.jinja2' %}", 'ann'));
    await setHealthCheck(db, COMMAND_LINE, 'my-qemu', CHECK.replace('is it well', 'mine'));
    const [check] = (await round()).checks;
    expect(await lab.jobRow(check ?? 0)).toMatchObject({ description: 'mine' });
  });

  it('keeps to the job limit of the worker', async () => {
    await db.run((q) => q.updateTable('workers').set({ job_limit: 2 }).execute());
    for (const name of ['a', 'b', 'c']) await lab.device(name, { health: 'unknown' });
    await lab.job();
    const { checks, jobs } = await round();
    expect([checks.length, jobs]).toEqual([2, []]);
    await end(checks[0] ?? 0, 'complete');
    const then = await round();
    expect([then.checks.length, then.jobs]).toEqual([1, []]);
  });

  it('says that a device is bad whose health check cannot run, and why', async () => {
    await lab.device('one', { health: 'unknown' });
    // As a lab of LAVA may have it: files are imported as they are.
    await db.run((q) => putText(q, 'health-check', 'qemu', 'job_name: [', 'ann'));
    expect(await round()).toEqual({ checks: [], jobs: [] });
    expect(await lab.deviceRow('one')).toMatchObject({ health: 'bad' });
    const entries = await db.run((q) =>
      q
        .selectFrom('audit_log')
        .selectAll()
        .where('object', '=', 'one')
        .where('action', '=', 'health')
        .execute(),
    );
    expect(entries.at(-1)?.reason).toMatch(/^invalid health check: /);
  });

  it('starts each once, with two schedulers on one database', async () => {
    for (let n = 0; n < 6; n++) await lab.device(`d${n}`, { health: 'unknown' });
    const schedulers = [new Scheduler(db, silent), new Scheduler(db, silent)];
    for (const scheduler of schedulers) scheduler.start();
    await expect
      .poll(() => db.run((q) => q.selectFrom('holds').selectAll().execute()), { timeout: 60_000 })
      .toHaveLength(6);
    for (const scheduler of schedulers) await scheduler.stop();
    expect(await db.run((q) => q.selectFrom('jobs').select('id').execute())).toHaveLength(6);
  });
});

describe('runHealthCheck', () => {
  it('checks a device on demand, also one that is bad', async () => {
    await lab.device('one', { health: 'bad' });
    await runHealthCheck(db, COMMAND_LINE, 'one', { reason: 'cable replaced' });
    expect((await round()).checks).toHaveLength(1);
  });

  it('refuses a device that has none, or none that may run', async () => {
    await lab.deviceType('plain').catch(() => undefined);
    await lab.device('a', { device_type: 'plain' });
    await lab.device('b', { disable_health_check: true });
    await lab.device('c', { health: 'retired' });
    await lab.deviceType('off').catch(() => undefined);
    await lab.device('d', { device_type: 'off' });
    await db.run((q) =>
      q.updateTable('device_types').set({ disable_health_check: true }).where('name', '=', 'off').execute(),
    );
    await setHealthCheck(db, COMMAND_LINE, 'off', CHECK);
    await lab.device('e', { health: 'looping' });
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await expect(runHealthCheck(db, COMMAND_LINE, name, {})).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('setHealthCheck', () => {
  it('refuses what cannot run, and warns of what has no effect', async () => {
    await expect(setHealthCheck(db, COMMAND_LINE, 'qemu', 'job_name: x\n')).rejects.toMatchObject({
      code: 'job-invalid',
    });
    const saved = await setHealthCheck(db, COMMAND_LINE, 'qemu', `${CHECK}device_type: qemu\ntags: [usb]\n`);
    expect(saved.problems.map(({ message }) => message)).toEqual([
      '`device_type` has no effect',
      '`tags` has no effect',
    ]);
  });
});
