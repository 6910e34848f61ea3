// SPDX-License-Identifier: Apache-2.0
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, loadKeys, makeKeys, toHex } from '@lava/kit/zmq/curve.ts';
import { joinServer } from '@lava/worker/link/join.ts';
import { savePlace } from '@lava/worker/settings.ts';
import { formatStatus, readStatus } from '@lava/worker/status.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listUnknownKeys } from '../../db/queries/unknown-keys.ts';
import { LinkLab } from '../../testing/link.ts';
import { acceptWorker, joinRequests } from '../../workers/join-requests.ts';

let lab: LinkLab;
beforeEach(async () => {
  lab = await LinkLab.make();
  await lab.serve();
});
afterEach(() => lab.close());

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
