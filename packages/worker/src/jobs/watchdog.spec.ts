// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { currentBoot } from '@lava/kit/process/identity.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { WorkerJobs } from '../testing/worker-jobs.ts';
import { JobDir } from './job-dir.ts';
import { KillTime } from './kill-time.ts';
import { jobVariable } from './launch.ts';

/** Ways to hang; the job definition says which. A board is on, a child of another session lives. */
const HANGING = `
  const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
  const { spawn } = require('node:child_process');
  const dir = process.argv[process.argv.indexOf('--job-dir') + 1];
  const how = JSON.parse(readFileSync(dir + '/bundle.json', 'utf8')).definition;
  const run = ['sh', '-c', 'echo off >' + dir + '/../../power-' + how];
  const lease = { kind: 'power', what: 'power off the board', undo: [{ run }] };
  appendFileSync(dir + '/leases.ndjson', JSON.stringify({ take: 1, lease }) + '\\n');
  spawn('setsid', ['sleep', '600'], { stdio: 'ignore' });
  process.on('SIGTERM', () => undefined);
  setInterval(() => undefined, 1000);
  writeFileSync(dir + '/hangs', '');
  if (how === 'busy') for (;;);
  if (how === 'blocked') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (how === 'stopped') process.kill(process.pid, 'SIGSTOP');
`;
const WAYS = ['busy', 'blocked', 'stopped', 'deaf'];

/** Seconds of the clock that kill times are of. */
const now = () => Number(process.hrtime.bigint()) / 1e9;

describe('a dispatcher that hangs', () => {
  const lab = new WorkerJobs({
    accounts: false,
    cleanupTime: 1,
    dispatcher: [process.execPath, '-e', HANGING, '--'],
  });
  afterAll(() => lab.close());

  const bundle = (job: number, how: string) => ({
    ...{ job, definition: how, device: '', limits: { logBytes: 1_000_000, seconds: 1 } },
  });

  /** It is killed with what it left, the board is off, and the log has an end. */
  async function expectOver(job: number, how: string, status: object): Promise<void> {
    expect((await lab.ended(job)).status, how).toMatchObject(status);
    expect(lab.records(job).at(-1)?.status, how).toMatchObject(status);
    expect(findProcesses({ variable: jobVariable(lab.dir(job)) }), how).toEqual([]);
    expect(readFileSync(join(lab.root, `power-${how}`), 'utf8'), how).toBe('off\n');
    await lab.forget(job);
    expect(lab.leftovers(), how).toEqual([]);
  }

  it('is killed when the limit of the job and the time for its clean-up are over', async () => {
    for (const [i, how] of WAYS.entries()) {
      const dir = lab.dir(i + 1);
      mkdirSync(dir.path);
      // As if it had been started a minute ago.
      dir.writeKillTime({ at: now() + 3, boot: currentBoot() });
      await lab.start(bundle(i + 1, how));
    }
    const status = { health: 'incomplete', code: 'dispatcher-died', message: /after its time limit/ };
    for (const [i, how] of WAYS.entries()) {
      await expectOver(i + 1, how, { ...status, message: expect.stringMatching(status.message) });
    }
  }, 200_000);

  it('is killed when it does not end after a cancel', async () => {
    for (const [i, how] of WAYS.entries()) {
      const job = i + 11;
      await lab.start(bundle(job, how));
      await lab.soon(`${how} hangs`, () => readFile(lab.dir(job), 'hangs'));
      lab.cancel(job, 'enough');
    }
    for (const [i, how] of WAYS.entries()) {
      await expectOver(i + 11, how, { health: 'canceled', code: 'canceled', message: 'enough' });
    }
  }, 200_000);
});

describe('the time when a job is killed', () => {
  const lab = new WorkerJobs({ accounts: false });
  afterAll(() => lab.close());
  const CLEANUP = 100;

  /** Seconds from now until a time is over, as a daemon finds it that takes the job over. */
  function left(dir: JobDir, limit: number | undefined): number {
    const before = now();
    KillTime.of(dir, limit, CLEANUP, (note) => note());
    return (dir.readKillTime()?.at ?? Number.POSITIVE_INFINITY) - before;
  }

  it('leaves the job its limit and its clean-up, and not much more', () => {
    const dir = lab.dir(1);
    mkdirSync(dir.path);
    expect(left(dir, 1000)).toBeGreaterThan(1000 + CLEANUP);
    expect(left(dir, 1000)).toBeLessThan(1000 + 2 * CLEANUP);
  });

  it('stays the same for the next daemon, whatever limit that gets', () => {
    const dir = new JobDir(lab.jobsPath, 1);
    const before = dir.readKillTime();
    left(dir, 9_000_000);
    left(dir, undefined);
    expect(dir.readKillTime()).toEqual(before);
  });

  it('of another boot counts for nothing', () => {
    const dir = lab.dir(1);
    dir.writeKillTime({ at: now() - 1, boot: 'another' });
    expect(KillTime.of(dir, 1000, CLEANUP, (note) => note()).isOver()).toBe(false);
    expect(dir.readKillTime()?.boot).toBe(currentBoot());
  });
});

function readFile(dir: JobDir, name: string): string | undefined {
  try {
    return readFileSync(join(dir.path, name), 'utf8');
  } catch {
    return undefined;
  }
}
