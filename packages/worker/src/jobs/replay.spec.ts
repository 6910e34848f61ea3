// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeaseJournal } from '@lava/kit/leases/journal.ts';
import type { Lease } from '@lava/kit/leases/lease.ts';
import { identify, isAlive } from '@lava/kit/process/identity.ts';
import { encodeRecord } from '@lava/protocol/record/record.ts';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkerJobs } from '../testing/worker-jobs.ts';
import type { JobDir } from './job-dir.ts';

const BUNDLE = { definition: 'x', device: '', limits: { logBytes: 1000, seconds: 60 } };
const died = { health: 'incomplete', code: 'dispatcher-died', kind: 'infrastructure' };

describe('a worker that starts where a dispatcher has died', () => {
  const lab = new WorkerJobs({ accounts: false, cleanupTime: 20, dispatcher: ['/bin/false'] });
  let id = 0;
  let dir: JobDir;
  let journal: LeaseJournal;
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
  const strangerId = identify(stranger.pid ?? 0);
  if (!strangerId) throw new Error('no stranger');
  afterAll(async () => {
    stranger.kill();
    await lab.close();
  });
  afterEach(() => lab.forget(id));

  beforeEach(() => {
    id += 1;
    dir = lab.dir(id);
    mkdirSync(dir.path);
    journal = new LeaseJournal(join(dir.path, 'leases.ndjson'));
    writeFileSync(join(dir.path, 'bundle.json'), JSON.stringify({ job: id, ...BUNDLE }));
  });

  const at = (name: string) => join(lab.root, `${name}-${id}`);
  const says = (word: string) => ['sh', '-c', `echo ${word} >>${at('done')}`];
  const lease = (what: string, ...undo: Lease['undo']): Lease => ({ kind: 'command', what, undo });
  const done = () => (existsSync(at('done')) ? readFileSync(at('done'), 'utf8').trim().split('\n') : []);
  const record = (msg: string) =>
    writeFileSync(
      dir.spool,
      `${encodeRecord({ dt: '2026-01-01T00:00:00.000000+00:00', lvl: 'info', msg })}\n`,
    );

  async function restarted() {
    await lab.restart();
    return (await lab.ended(id)).status;
  }

  it('gives back what was taken and not given back, the last first, and once', async () => {
    record('begun');
    dir.writeProcess({ ...strangerId, start: '1' });
    const first = journal.take(lease('a', { run: says('a') }));
    journal.take(lease('b', { run: says('b') }));
    journal.take(lease('c', { run: says('c') }));
    first();
    expect(await restarted()).toMatchObject(died);
    expect(done()).toEqual(['c', 'b']);
    expect(existsSync(journal.path)).toBe(false);
    await lab.restart();
    expect(done()).toEqual(['c', 'b']);
  });

  it('continues where the daemon before it was killed in the middle of that', async () => {
    record('begun');
    journal.take(lease('a', { run: says('a') }));
    journal.take(lease('b', { run: says('b') }));
    journal.released(2);
    expect(await restarted()).toMatchObject(died);
    expect(done()).toEqual(['a']);
  });

  it('after the machine has again powers the board off, and ends no stranger with an old number', async () => {
    record('begun');
    dir.writeProcess({ ...strangerId, boot: 'earlier' });
    dir.writeKillTime({ at: 0, boot: 'earlier' });
    mkdirSync(at('served/x'), { recursive: true });
    journal.take(lease('end it', { end: { ...strangerId, boot: 'earlier' } }));
    journal.take(lease('unmount it', { unmount: at('mounted') }));
    journal.take(lease('remove it', { remove: at('served') }));
    journal.take({ kind: 'power', what: 'power off the board', undo: [{ run: says('off') }] });
    const status = await restarted();
    expect(status).toMatchObject(died);
    expect(status.message).not.toContain('could not');
    expect(done()).toEqual(['off']);
    expect(existsSync(at('served'))).toBe(false);
    expect(isAlive(strangerId)).toBe(true);
  });

  it('says what it could not give back', async () => {
    record('begun');
    journal.take(lease('switch off the lamp', { run: ['false'] }));
    journal.take(lease('b', { run: says('b') }));
    const status = await restarted();
    expect(status).toMatchObject(died);
    expect(status.message).toContain('could not switch off the lamp');
    expect(done()).toEqual(['b']);
  });

  it.each([
    ['said something', () => record('begun')],
    ['taken something', () => void journal.take(lease('a', { run: says('a') }))],
  ])('runs no job again whose dispatcher had %s, though nobody noted its process', async (_, begin) => {
    begin();
    expect(await restarted()).toMatchObject({ ...died, message: expect.stringContaining('died') });
    expect(lab.records(id).at(-1)?.status).toMatchObject(died);
  });

  it('keeps the end that a log has, also without the bundle and the status', async () => {
    const msg = { definition: 'lava', case: 'job', result: 'pass' as const };
    const dt = '2026-01-01T00:00:00.000000+00:00';
    const status = { health: 'complete' as const };
    writeFileSync(dir.spool, `${encodeRecord({ dt, lvl: 'results', msg, status })}\n`);
    dir.removeBundle();
    expect(await restarted()).toEqual(status);
  });
});
