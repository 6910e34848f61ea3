// SPDX-License-Identifier: Apache-2.0
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { auditOf } from '../../db/queries/audit.ts';
import { suspectWorkers } from '../../db/queries/ledgers.ts';
import { setHealthCheck } from '../../health-checks/health-checks.ts';
import { jobExited } from '../../jobs/lifecycle.ts';
import { COMMAND_LINE } from '../../rights/permissions.ts';
import { startHealthChecks } from '../../scheduler/health-checks.ts';
import { silent, testDatabase } from '../../testing/database.ts';
import { testLab } from '../../testing/lab.ts';
import { changeDevice, device } from '../devices.ts';
import { deviceLedger } from './ledger.ts';
import { sweepLedgers } from './sweep.ts';

const CHECK = `job_name: is it well
visibility: public
timeouts: {job: {minutes: 5}, action: {minutes: 5}, connection: {minutes: 1}}
actions:
- boot: {method: minimal, prompts: ['# ']}
`;
const RULES = { after: 3, rounds: 2 };

let db: Database;
let lab: ReturnType<typeof testLab>;

beforeAll(async () => {
  db = await testDatabase();
  lab = testLab(db);
  await lab.user();
  await lab.deviceType();
  for (const worker of ['lab-1', 'lab-2']) await lab.worker(worker);
});

beforeEach(async () => {
  await db.transaction(async (q) => {
    for (const table of ['jobs', 'devices', 'text_versions', 'suspect_workers'] as const)
      await q.deleteFrom(table).execute();
  });
  await setHealthCheck(db, COMMAND_LINE, 'qemu', CHECK);
});

type End = 'complete' | 'lab' | 'job' | 'canceled';
/** Jobs that ended so, one after the other. */
async function ran(device: string, ...ends: End[]): Promise<void> {
  const { worker } = await lab.deviceRow(device);
  for (const end of ends) {
    const failed = { health: 'incomplete', error_code: 'x', error_message: 'x' } as const;
    await lab.job({
      ...{ state: 'finished', device, worker, end_time: new Date() },
      ...(end === 'lab' && { ...failed, error_kind: 'infrastructure' }),
      ...(end === 'job' && { ...failed, error_kind: 'job' }),
      ...((end === 'complete' || end === 'canceled') && { health: end }),
    } as never);
  }
}

const sweep = (rules = RULES) => sweepLedgers(db, rules, silent);
const healthOf = async (device: string) => (await lab.deviceRow(device)).health;
const reasons = async (kind: 'device' | 'worker', name: string) =>
  (await db.run((q) => auditOf(q, kind, name))).map(({ reason }) => reason).toReversed();

/** A round of health checks that end so. */
async function check(health: 'complete' | 'incomplete'): Promise<number> {
  const started = (await startHealthChecks(db, {})) ?? [];
  for (const job of started) {
    const status = health === 'complete' ? { health } : { health, code: 'x', kind: 'test', message: 'no' };
    const { worker } = await lab.jobRow(job);
    await jobExited(db, worker ?? '', job, { records: 0, status: status as never });
  }
  await sweep();
  return started.length;
}

describe('a board whose jobs the lab keeps failing while others do well', () => {
  beforeEach(async () => {
    for (const name of ['one', 'two']) await lab.device(name, { health_check_time: new Date() });
    await ran('two', 'complete', 'job', 'complete', 'complete');
  });

  it('proves itself by health checks in a row, each of which is in its history', async () => {
    await ran('one', 'complete', 'lab', 'lab');
    await sweep();
    expect(await healthOf('one')).toBe('good');
    await ran('one', 'lab');
    await sweep({ ...RULES, after: 0 });
    expect(await healthOf('one')).toBe('good');
    await Promise.all([sweep(), sweep()]);
    expect(await healthOf('one')).toBe('looping');
    expect(await deviceLedger(db, COMMAND_LINE, 'one', RULES.after)).toMatchObject({
      ...{ own: { jobs: 4, failed: 3 }, inARow: 3, after: 3, siblings: { jobs: 4, failed: 0 } },
      quarantine: { passed: 0, rounds: 2 },
    });
    expect(await check('complete')).toBe(1);
    expect(await healthOf('one')).toBe('looping');
    expect((await device(db, COMMAND_LINE, 'one')).quarantine).toMatchObject({
      ...{
        passed: 1,
        rounds: 2,
        reason: expect.stringContaining('its last 3 jobs failed because of the lab'),
      },
      since: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await check('complete')).toBe(1);
    expect(await healthOf('one')).toBe('good');
    expect(await reasons('device', 'one')).toEqual([
      'its last 3 jobs failed because of the lab, while 4 of 4 jobs on other devices of type qemu went well; ' +
        'it comes back after 2 health checks in a row that pass',
      'health check 1 of 2 passed',
      'back from quarantine: 2 health checks in a row passed',
    ]);
    // What was before is forgiven.
    await ran('one', 'lab', 'lab');
    await sweep();
    expect(await healthOf('one')).toBe('good');
    expect(await check('complete')).toBe(0);
  });

  it('is bad when a health check fails', async () => {
    await ran('one', 'lab', 'lab', 'lab');
    await sweep();
    await check('complete');
    await check('incomplete');
    expect(await healthOf('one')).toBe('bad');
    expect((await reasons('device', 'one')).at(-1)).toBe('a health check failed in quarantine');
    expect(await healthOf('two')).toBe('good');
  });

  it('is bad immediately without a health check', async () => {
    await setHealthCheck(db, COMMAND_LINE, 'qemu', '');
    await ran('one', 'lab', 'lab', 'lab');
    await sweep();
    expect(await healthOf('one')).toBe('bad');
    expect((await reasons('device', 'one')).at(-1)).toContain('it has no health check');
  });

  it('stays as a person says, and starts from zero after a repair', async () => {
    await ran('one', 'lab', 'lab', 'lab');
    await sweep();
    await changeDevice(db, COMMAND_LINE, 'one', { health: 'maintenance', reason: 'new cable' });
    await sweep();
    expect(await healthOf('one')).toBe('maintenance');
    await changeDevice(db, COMMAND_LINE, 'one', { health: 'good' });
    await sweep();
    expect(await healthOf('one')).toBe('good');
    await ran('one', 'lab', 'lab', 'lab');
    await sweep();
    expect(await healthOf('one')).toBe('looping');
  });

  it('is left alone for canceled jobs, and for those that failed by themselves', async () => {
    await ran('one', 'lab', 'lab', 'canceled', 'canceled');
    await sweep();
    await ran('one', 'job', 'job', 'job');
    await sweep();
    expect(await healthOf('one')).toBe('good');
    await ran('one', 'lab', 'canceled', 'lab', 'lab');
    await sweep();
    expect(await healthOf('one')).toBe('looping');
  });
});

it('boards of one worker that fail together make the worker suspect, and stay in service', async () => {
  const names = ['a', 'b', 'c'];
  for (const name of names) await lab.device(name);
  await lab.device('far', { worker: 'lab-2' });
  await ran('far', 'complete', 'complete', 'complete');
  for (const name of names) await ran(name, 'lab', 'lab', 'lab');
  await Promise.all([sweep(), sweep()]);
  expect(await Promise.all(names.map(healthOf))).toEqual(['good', 'good', 'good']);
  expect(await db.run(suspectWorkers)).toMatchObject([{ worker: 'lab-1' }]);
  await ran('a', 'complete');
  await sweep();
  expect(await db.run(suspectWorkers)).toEqual([]);
  expect(await reasons('worker', 'lab-1')).toEqual([
    'the last 3 jobs on each of 3 of its devices failed because of the lab, and such jobs went well on other workers',
    'its devices do not fail any more',
  ]);
});
