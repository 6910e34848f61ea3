// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { fingerprint, loadKeys, makeKeys, toHex } from '@lava/kit/zmq/curve.ts';
import { ResultQuery } from '@lava/protocol/api/jobs.ts';
import { joinServer } from '@lava/worker/link/join.ts';
import { savePlace } from '@lava/worker/settings.ts';
import { formatStatus, readStatus } from '@lava/worker/status.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listResults } from '../../db/queries/jobs.ts';
import { listUnknownKeys } from '../../db/queries/unknown-keys.ts';
import { LinkLab } from '../../testing/link.ts';
import { acceptWorker, joinRequests } from '../../workers/join-requests.ts';

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
    expect(lab.lines.filter((line) => line.level === 40)).toEqual([]);
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

describe('who is let in', () => {
  it('a worker with a join line, which works once', async () => {
    const stateDir = join(lab.dir, 'lab-1');
    const line = await lab.joinLine();
    const joined = await joinServer(line, { stateDir, logLevel: 'info', cancelGrace: 1 }, 500);
    expect(joined).toMatchObject({ name: 'lab-1', server: `127.0.0.1:${lab.control}` });
    expect(statSync(join(stateDir, 'worker.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(stateDir, 'server.json')).mode & 0o777).toBe(0o600);
    await lab.worker(stateDir);
    await lab.logged('worker is online');
    // The same worker may repeat it, since the answer might have been lost; nobody else may.
    await joinServer(line, { stateDir, logLevel: 'info', cancelGrace: 1 }, 500);
    const other = { stateDir: join(lab.dir, 'other'), logLevel: 'info' as const, cancelGrace: 1 };
    await expect(joinServer(line, other, 500)).rejects.toMatchObject({ code: 'join-refused' });
    expect(existsSync(join(other.stateDir, 'server.json'))).toBe(false);
  });

  it('nobody with a join line that has expired', async () => {
    const line = await lab.joinLine('lab-1', new Date(Date.now() - 1_000));
    const settings = { stateDir: join(lab.dir, 'late'), logLevel: 'info' as const, cancelGrace: 1 };
    await expect(joinServer(line, settings, 500)).rejects.toMatchObject({ code: 'join-refused' });
  });

  it('nobody with an unknown key; the admin is notified', async () => {
    const stranger = makeKeys();
    await expect(lab.raw('control', stranger)).rejects.toMatchObject({ code: 'link-refused' });
    await expect(lab.raw('log', stranger)).rejects.toMatchObject({ code: 'link-refused' });
    const [noted] = await lab.eventually(async () => {
      const rows = await lab.db.run(listUnknownKeys);
      return rows.length > 0 ? rows : undefined;
    });
    expect(noted).toMatchObject({ public_key: stranger.publicKey, address: '127.0.0.1', worker: null });
  });

  it('a worker with an unknown key from the moment that the admin accepts it', async () => {
    const stateDir = join(lab.dir, 'stranger');
    const key = fingerprint(loadKeys(join(stateDir, 'worker.key')).publicKey);
    lab.place(stateDir, 'whatever it says');
    await lab.worker(stateDir);
    const admin = { id: 1, username: 'admin', admin: true, groups: [] };
    const [asking] = await lab.eventually(async () => {
      const requests = await joinRequests(lab.db, admin);
      return requests.length > 0 ? requests : undefined;
    });
    expect(asking).toMatchObject({ fingerprint: key, address: '127.0.0.1', worker: null });
    await lab.eventually(() => readStatus(stateDir)?.problem?.message.includes(key) || undefined);
    await acceptWorker(lab.db, admin, key, 'lab-9');
    await lab.eventually(() => readStatus(stateDir)?.link === 'up' || undefined);
    expect(readStatus(stateDir)).toMatchObject({ name: 'lab-9' });
    expect(await joinRequests(lab.db, admin)).toEqual([]);
  });

  it('nobody as another worker, whatever routing id they choose', async () => {
    await lab.lab.worker('lab-2', { state: 'offline' });
    const victim = await lab.enrol('lab-1');
    const thief = await lab.enrol('lab-2');
    const job = await lab.job({});
    for (const name of ['lab-1', 'lab-2', victim.keys.publicKey.slice(0, 24)]) {
      const socket = lab.bareDealer(name, thief.keys);
      await socket.send(
        JSON.stringify({ type: 'hello', protocols: [1], version: '1', time: '', arch: 'x64', jobs: [] }),
      );
      await socket.send(JSON.stringify({ type: 'ping' }));
    }
    // Its own name it may use, and gets what is its own: nothing.
    const own = await lab.raw('control', thief.keys);
    await own.send({
      type: 'hello',
      protocols: [1],
      version: '1',
      time: '',
      arch: 'x64',
      jobs: [{ job, state: 'running' }],
    });
    expect(await own.take('welcome')).toMatchObject({ name: 'lab-2', jobs: [{ job, next: 0 }] });
    expect(await own.take('cancel')).toMatchObject({ job });
    const logs = await lab.raw('log', thief.keys);
    await logs.send({ type: 'records', job, from: 0, count: 1, attempt: 1 }, '{}\n');
    await own.send({ type: 'exit', job, records: 0, status: { health: 'complete' } });
    await own.take('forget');
    expect(await lab.lab.jobRow(job)).toMatchObject({ state: 'scheduled', next_seq: 0, exit_records: null });
    expect(lab.bareAnswers).toEqual([]);
  });

  it('no worker any more that is retired', async () => {
    const { stateDir, keys } = await lab.enrol();
    await lab.worker(stateDir);
    await lab.logged('worker is online');
    await lab.db.run((q) => q.updateTable('workers').set({ health: 'retired' }).execute());
    await lab.logged('worker is offline');
    await expect(lab.raw('control', keys)).rejects.toMatchObject({ code: 'link-refused' });
  });

  it('no worker that speaks no protocol of ours', async () => {
    const { keys } = await lab.enrol();
    const worker = await lab.raw('control', keys);
    await worker.send({ type: 'hello', protocols: [99], version: '9', time: '', arch: 'x64', jobs: [] });
    expect(await worker.take('refused')).toMatchObject({ code: 'version-mismatch' });
  });
});

describe('a worker', () => {
  it('is offline when it is silent, and online again when it is back', async () => {
    const { stateDir } = await lab.enrol();
    const daemon = await lab.worker(stateDir);
    await lab.logged('worker is online');
    const state = async () =>
      (await lab.db.run((q) => q.selectFrom('workers').select('state').executeTakeFirst()))?.state;
    expect(await state()).toBe('online');
    await daemon.close();
    await lab.eventually(async () => ((await state()) === 'offline' ? true : undefined));
    await lab.worker(stateDir);
    await lab.eventually(async () => ((await state()) === 'online' ? true : undefined));
  });

  it('may send garbage without harm to others', async () => {
    const { stateDir } = await lab.enrol();
    await lab.lab.worker('lab-2', { state: 'offline' });
    const { keys } = await lab.enrol('lab-2');
    const control = await lab.raw('control', keys);
    const logs = await lab.raw('log', keys);
    const job = await lab.job({ lines: 20 });
    for (const frame of [
      Buffer.from([0, 255, 1]),
      Buffer.from('{"type":"hello"}'),
      Buffer.from('[]'),
      Buffer.alloc(0),
    ]) {
      await control.socket.send([frame]);
      await logs.socket.send([frame, frame]);
    }
    await logs.send({ type: 'records', job, from: 0, count: 3, attempt: 1 }, 'one line\n');
    await logs.send({ type: 'records', job, from: 0, count: 1, attempt: 1 }, 'no newline');
    await logs.send({ type: 'records', job: 4711, from: 0, count: 1, attempt: 1 }, '{}\n');
    await lab.worker(stateDir);
    expect(await lab.until(job, 'finished')).toMatchObject({ health: 'complete', next_seq: 21 });
    expect(logs.got).toEqual([]);
  });

  it('that has a port of the server wrong gets a message that says so', async () => {
    const { stateDir } = await lab.enrol();
    const { control, logs } = lab;
    const problem = async (ports: { controlPort: number; logPort: number }) => {
      const serverKey = toHex(lab.keys.publicKey);
      savePlace(stateDir, { name: 'lab-1', host: '127.0.0.1', serverKey, ...ports });
      const daemon = await lab.worker(stateDir);
      const found = await lab.eventually(() => readStatus(stateDir)?.problem);
      await daemon.close();
      return found.message;
    };
    const logAsControl = 'the control port that this worker has is the log port of the server';
    const controlAsLog = 'the log port that this worker has is the control port of the server';
    expect(await problem({ controlPort: logs, logPort: logs })).toBe(logAsControl);
    expect(await problem({ controlPort: control, logPort: control })).toBe(controlAsLog);
    expect(await problem({ controlPort: logs, logPort: control })).toBe(logAsControl);
  });

  it('whose clock is wrong is warned of once, and its jobs run', async () => {
    const { stateDir } = await lab.enrol();
    await lab.worker(stateDir, { now: () => Date.now() - 3_600_000 });
    await lab.eventually(() =>
      formatStatus(readStatus(stateDir)).includes("The clock here is 3600 s behind the server's.")
        ? true
        : undefined,
    );
    const job = await lab.job({ lines: 5, die: true });
    await lab.until(job, 'finished');
    expect(lab.lines.filter((line) => /clock/.test(line.msg)).map((line) => line.seconds)).toEqual([
      -3600, -3600,
    ]);
    const stamps = (await lab.stored(job)).map((line) => JSON.parse(line).dt);
    expect(stamps).toEqual(stamps.toSorted());
    expect(stamps).toHaveLength(7);
  });
});
