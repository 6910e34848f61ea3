// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { ResultQuery } from '@lava/protocol/api/jobs.ts';
import { readStatus } from '@lava/worker/status.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listResults } from '../../db/queries/jobs.ts';
import { LinkLab } from '../../testing/link.ts';

let lab: LinkLab;
beforeEach(async () => {
  lab = await LinkLab.make();
  await lab.serve();
});
afterEach(() => lab.close());

function messages(lines: string[]): string[] {
  return lines.map((line) => JSON.parse(line).msg).filter((msg) => typeof msg === 'string');
}
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);

describe('a job', () => {
  it('runs from start to finished, its log and results are stored, the worker forgets it', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 1_000, resultEvery: 100, waitForGo: true });
    const running = await lab.until(job, 'running');
    expect(running.start_time).not.toBeNull();
    expect((await lab.lab.deviceRow()).state).toBe('running');
    expect(statSync(lab.jobDir(stateDir, job)).mode & 0o777).toBe(0o700);
    expect(statSync(join(lab.jobDir(stateDir, job), 'bundle.json')).mode & 0o777).toBe(0o600);
    expect(readStatus(stateDir)).toMatchObject({
      running: true,
      link: 'up',
      name: 'lab-1',
      peer: { version: '1.2.3', clockDifference: expect.any(Number) },
      jobs: [{ job, state: 'running' }],
    });
    lab.go(stateDir, job);
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({ health: 'complete', next_seq: 1_011, exit_records: 1_011 });
    const lines = await lab.stored(job);
    expect(lines).toHaveLength(1_011);
    expect(messages(lines)).toEqual(numbered(1_000));
    const { items: results } = await lab.db.run((q) => listResults(q, job, ResultQuery.parse({})));
    expect(results).toHaveLength(11);
    expect(results[0]).toMatchObject({
      suite: 'suite',
      name: 'case-100',
      result: 'pass',
      measurement: '100',
      record: 100,
    });
    expect(JSON.parse(lines[100] ?? '').msg.case).toBe('case-100');
    expect((await lab.lab.deviceRow()).state).toBe('idle');
    await lab.eventually(() => !existsSync(lab.jobDir(stateDir, job)) || undefined);
  });

  it('is given to the dispatcher that stands by, which ends with its daemon when it has none', async () => {
    const { stateDir } = await lab.enrol();
    const daemon = await lab.worker(stateDir, { realDispatcher: true });
    const standingBy = () =>
      readdirSync(join(stateDir, 'jobs'))
        .filter((name) => name.startsWith('.standby-'))
        .flatMap((name) => findProcesses({ variable: `LAVA_JOB_DIR=${join(stateDir, 'jobs', name)}` }));
    const [waiting] = await lab.eventually(() => (standingBy().length > 0 ? standingBy() : undefined));
    const job = await lab.job({ lines: 'not a job' as never });
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({ health: 'incomplete', error_code: 'job-invalid' });
    const [next] = await lab.eventually(() => (standingBy().length > 0 ? standingBy() : undefined));
    expect(next?.pid).not.toBe(waiting?.pid);
    await daemon.close();
    expect(standingBy()).toEqual([]);
    // On a busy machine others may be slow and say so.
    const warned = lab.lines.filter(({ level, msg }) => level === 40 && /st(an|oo)d/.test(String(msg)));
    expect(warned).toEqual([]);
  });

  it('is canceled by SIGTERM', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ waitForGo: true });
    await lab.until(job, 'running');
    await lab.cancel(job);
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({ health: 'canceled', error_code: 'canceled' });
    expect((await lab.lab.deviceRow()).state).toBe('idle');
  });

  it('that does not end after the grace is killed with all it started', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir, { cancelGrace: 0.3 });
    const job = await lab.job({ stubborn: true, litter: true });
    await lab.until(job, 'running');
    await lab.eventually(async () => ((await lab.stored(job)).length === 3 ? true : undefined));
    await lab.cancel(job);
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'canceled' });
    expect(findProcesses({ variable: `LAVA_JOB_DIR=${lab.jobDir(stateDir, job)}` })).toEqual([]);
    const last = JSON.parse((await lab.stored(job)).at(-1) ?? '');
    expect(last).toMatchObject({
      lvl: 'results',
      msg: { case: 'job', result: 'fail', error_type: 'Canceled' },
    });
  });

  it('whose dispatcher is killed is incomplete, and nothing of it is left', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 50, litter: true, die: true });
    const row = await lab.until(job, 'finished');
    expect(row).toMatchObject({
      health: 'incomplete',
      error_code: 'dispatcher-died',
      error_kind: 'infrastructure',
      next_seq: 52,
    });
    expect(row.error_message).toContain('SIGKILL');
    expect(findProcesses({ variable: `LAVA_JOB_DIR=${lab.jobDir(stateDir, job)}` })).toEqual([]);
    const lines = await lab.stored(job);
    expect(messages(lines).slice(0, 50)).toEqual(numbered(50));
    expect(lines.slice(50).map((line) => JSON.parse(line).lvl)).toEqual(['exception', 'results']);
    expect((await lab.lab.deviceRow()).state).toBe('idle');
  });

  it('that its worker does not know any more is lost', async () => {
    const { stateDir } = await lab.enrol();
    const daemon = await lab.worker(stateDir);
    const job = await lab.job({ waitForGo: true });
    await lab.until(job, 'running');
    await daemon.close();
    rmSync(join(stateDir, 'jobs'), { recursive: true });
    await lab.worker(stateDir);
    expect(await lab.until(job, 'finished')).toMatchObject({
      health: 'incomplete',
      error_code: 'worker-lost',
    });
  });

  it('is canceled though its worker never had it', async () => {
    const { keys } = await lab.enrol();
    const job = await lab.job({});
    await lab.cancel(job);
    const worker = await lab.raw('control', keys);
    const hello = {
      type: 'hello',
      protocols: [1],
      version: '1',
      time: new Date().toISOString(),
      arch: 'x64',
      jobs: [],
    };
    await worker.send(hello);
    await worker.take('report');
    await worker.send(hello);
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'canceled' });
  });
});

describe('nothing is lost or doubled', () => {
  it('when the server goes and comes back in the middle of a job', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 400, pause: 2, resultEvery: 50 });
    for (const part of [40, 150]) {
      await lab.eventually(async () => ((await lab.lab.jobRow(job)).next_seq > part ? true : undefined));
      await lab.serveAgain();
    }
    await lab.until(job, 'finished');
    expect(messages(await lab.stored(job))).toEqual(numbered(400));
    const { rows } = await lab.count('results');
    expect(rows).toBe(9);
  });

  it('when the link is cut for a while, so that both ends only hear silence', async () => {
    const { stateDir } = await lab.enrol();
    const proxy = await lab.throughProxy(stateDir);
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 600, pause: 5 });
    await lab.eventually(async () => ((await lab.lab.jobRow(job)).next_seq > 50 ? true : undefined));
    proxy.cut();
    await lab.logged('worker is offline');
    await lab.logged('no link to the server');
    proxy.repair();
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete', next_seq: 601 });
    expect(messages(await lab.stored(job))).toEqual(numbered(600));
  });

  it('when the database cuts every connection, again and again', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir);
    const job = await lab.job({ lines: 300, pause: 3, resultEvery: 10 });
    await lab.until(job, 'running');
    for (const part of [5, 60, 120, 180, 240]) {
      await lab.eventually(async () => ((await lab.lab.jobRow(job)).next_seq > part ? true : undefined));
      await lab.cutDatabase();
    }
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete', next_seq: 331 });
    expect(messages(await lab.stored(job))).toEqual(numbered(300));
    expect((await lab.count('results')).rows).toBe(31);
  });

  it('when the daemon of the worker is killed again and again', async () => {
    const { stateDir } = await lab.enrol();
    const job = await lab.job({ lines: 300, pause: 5, waitForGo: true });
    for (const part of [5, 60, 200]) {
      const daemon = await lab.workerProcess(stateDir);
      await lab.eventually(async () => ((await lab.lab.jobRow(job)).next_seq > part ? true : undefined));
      daemon.kill('SIGKILL');
      await once(daemon, 'exit');
    }
    lab.go(stateDir, job);
    await lab.eventually(() => existsSync(join(lab.jobDir(stateDir, job), 'status.json')) || undefined);
    await lab.workerProcess(stateDir);
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete', next_seq: 301 });
    expect(messages(await lab.stored(job))).toEqual(numbered(300));
  });

  it('when the dispatcher dies while no daemon runs', async () => {
    const { stateDir } = await lab.enrol();
    const daemon = await lab.workerProcess(stateDir);
    const job = await lab.job({ waitForGo: true, litter: true });
    await lab.until(job, 'running');
    daemon.kill('SIGKILL');
    await once(daemon, 'exit');
    const { pid } = JSON.parse(readFileSync(join(lab.jobDir(stateDir, job), 'process.json'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    await lab.workerProcess(stateDir);
    expect(await lab.until(job, 'finished')).toMatchObject({
      health: 'incomplete',
      error_code: 'dispatcher-died',
    });
    expect(findProcesses({ variable: `LAVA_JOB_DIR=${lab.jobDir(stateDir, job)}` })).toEqual([]);
  });

  it('when messages are repeated', async () => {
    const { keys } = await lab.enrol();
    const control = await lab.raw('control', keys);
    const logs = await lab.raw('log', keys);
    const job = await lab.job({});
    const hello = {
      type: 'hello',
      protocols: [1, 99],
      version: '1',
      time: new Date().toISOString(),
      arch: 'x64',
      jobs: [],
    };
    await control.send(hello);
    await control.send({ ...hello, nobodyKnows: 'this key' });
    await control.take('start');
    for (let i = 0; i < 3; i++) await control.send({ type: 'started', job });
    await lab.until(job, 'running');
    const dt = '2026-11-22T09:34:00.123456+00:00';
    const lines = [...'abcd'].map((msg) => `${JSON.stringify({ dt, lvl: 'debug', msg })}\n`);
    const records = (from: number, to: number, attempt: number) =>
      logs.send({ type: 'records', job, from, count: to - from, attempt }, lines.slice(from, to).join(''));
    await records(0, 2, 1);
    await records(0, 2, 1);
    await records(3, 4, 1);
    await records(1, 3, 2);
    await records(0, 4, 3);
    await lab.eventually(() => logs.got.some((ack) => ack.upTo === 4) || undefined);
    expect(await lab.stored(job)).toEqual(lines.map((line) => line.slice(0, -1)));
    expect(logs.got.filter((ack) => ack.resend).map((ack) => ack.attempt)).toEqual([1]);
    for (let i = 0; i < 3; i++) {
      await control.send({ type: 'exit', job, records: 4, status: { health: 'complete' } });
      expect(await control.take('forget')).toEqual({ type: 'forget', job });
    }
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete', next_seq: 4 });
    expect(lab.lines.filter(({ msg }) => msg === 'job is finished')).toHaveLength(1);
  });

  it('when the end of a job is reported before its last records are there', async () => {
    const { keys } = await lab.enrol();
    const control = await lab.raw('control', keys);
    const logs = await lab.raw('log', keys);
    const job = await lab.job({});
    const jobs = [{ job, state: 'ended' }];
    await control.send({ type: 'hello', protocols: [1], version: '1', time: '', arch: 'x64', jobs });
    expect(await control.take('welcome')).toMatchObject({ name: 'lab-1', jobs: [{ job, next: 0 }] });
    await control.send({ type: 'exit', job, records: 1, status: { health: 'complete' } });
    await lab.eventually(async () => ((await lab.lab.jobRow(job)).exit_records === 1 ? true : undefined));
    expect((await lab.lab.jobRow(job)).state).not.toBe('finished');
    await logs.send({ type: 'records', job, from: 0, count: 1, attempt: 1 }, '{}\n');
    await control.take('forget');
    expect((await lab.lab.jobRow(job)).state).toBe('finished');
  });
});
