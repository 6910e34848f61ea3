// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mountsBelow } from '@lava/kit/fs/mounts.ts';
import { JOURNAL } from '@lava/kit/leases/journal.ts';
import { createLogger } from '@lava/kit/log/logger.ts';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import type { JobRecord } from '@lava/protocol/record/record.ts';
import type { Exit } from '@lava/protocol/wire/messages.ts';
import { JobDir } from '@lava/worker/jobs/job-dir.ts';
import { JobTable } from '@lava/worker/jobs/job-table.ts';
import { defaultDispatcher } from '@lava/worker/jobs/launch.ts';
import { Leftovers } from '@lava/worker/jobs/leftovers.ts';
import { Reserve } from '@lava/worker/jobs/reserve.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileServer, serveFiles } from '../../tools/payload/file-server.ts';
import { hostGuest } from '../../tools/payload/guest.ts';
import { getPayload, type Payload } from '../../tools/payload/payload.ts';
import { guestJob, inline, qemuDevice } from '../dispatcher/guest-job.ts';

/** New kills are begun for so long, milliseconds: without KVM each boot takes seconds. */
const BUDGET = 150_000;
/** Jobs at a time: a job mostly waits for its guest. */
const AT_A_TIME = 2;
/** Longest wait for the end of one job, milliseconds; the machine may be very busy. */
const PATIENCE = 120_000;

/** A worker with its jobs, and boards whose power is a file each. */
class KillLab {
  readonly root = mkdtempSync(join(tmpdir(), 'lava-kill-'));
  readonly jobsPath = join(this.root, 'jobs');
  readonly cachePath = join(this.root, 'cache');
  readonly #log = createLogger('test', { level: 'silent' });
  #next = 1;

  /** @param onExit gets what the server would receive about a job's end */
  #table(onExit: (exit: Exit) => void): { table: JobTable; leftovers: Leftovers } {
    const leftovers = new Leftovers(this.jobsPath, this.#log, () => undefined);
    const table = new JobTable({
      path: this.jobsPath,
      dispatcher: defaultDispatcher(),
      place: { cachePath: this.cachePath, cleanupTime: 60 },
      leftovers,
      standby: undefined,
      reserve: new Reserve(this.root),
      log: this.#log,
      now: Date.now,
      send: (message) => message.type === 'exit' && onExit(message),
      sendRecords: () => undefined,
      onChange: () => undefined,
    });
    return { table, leftovers };
  }

  /**
   * Runs a job, and kills its dispatcher when its step `at` begins.
   *
   * @param restart whether the daemon dies as well, so that another one finds what is left
   */
  async run(definition: object, at: number, restart: boolean) {
    const id = this.#next++;
    const dir = new JobDir(this.jobsPath, id);
    const power = join(this.root, `power-${id}`);
    let exit: Exit | undefined;
    const onExit = (message: Exit) => {
      if (message.job === id) exit = message;
    };
    let { table, leftovers } = this.#table(onExit);
    const device = JSON.stringify(board(power));
    await table.start({
      ...{ job: id, definition: JSON.stringify(definition), device },
      limits: { logBytes: 100_000_000, seconds: 300 },
    });
    const end = performance.now() + PATIENCE;
    while (!exit && stepsOf(dir.spool).length < at && performance.now() < end) await sleep(5);
    const pid = dir.readProcess()?.pid;
    if (!exit && pid) {
      if (restart) table.close();
      process.kill(pid, 'SIGKILL');
      if (restart) {
        ({ table, leftovers } = this.#table(onExit));
        await table.adopt();
      }
    }
    while (!exit && performance.now() < end) {
      table.repeat();
      await sleep(20);
    }
    const steps = stepsOf(dir.spool);
    const left = {
      processes: findProcesses({ variable: `LAVA_JOB_DIR=${dir.path}` }).length,
      power: existsSync(power) ? readFileSync(power, 'utf8').trim() : 'off',
      exported: existsSync(`${power}.exported`),
      leases: existsSync(join(dir.path, JOURNAL)),
      bundle: dir.hasBundle(),
      locks: readdirSync(join(this.cachePath, 'locks')).filter((name) => !this.#inUse(name)),
      mounts: mountsBelow(this.root),
    };
    table.forget(id);
    await leftovers.settled();
    const directory = existsSync(dir.path) || leftovers.list().length > 0;
    table.close();
    return { exit, steps, left: { ...left, directory } };
  }

  /** Another job may just have the lock. */
  #inUse(name: string): boolean {
    const path = join(this.cachePath, 'locks', name);
    const pid = existsSync(path) ? Number(readFileSync(path, 'utf8').split(' ')[0]) : process.pid;
    return existsSync(`/proc/${pid}`);
  }
}

const NOTHING = {
  processes: 0,
  power: 'off',
  exported: false,
  leases: false,
  bundle: false,
  locks: [],
  mounts: [],
  directory: false,
};

/** Names of the steps that have begun. */
function stepsOf(spool: string): string[] {
  const text = existsSync(spool) ? readFileSync(spool, 'utf8') : '';
  const lines = text.split('\n').filter((line) => line.includes('"event":"start"'));
  return lines.map((line) => (JSON.parse(line) as JobRecord).step?.name ?? '');
}

let payload: Payload;

/** QEMU with a switch for its power, and a command that leaves a daemon and an export until it is undone. */
function board(power: string) {
  const line = (script: string) => `sh -c '${script}'`;
  return {
    ...qemuDevice(payload),
    commands: {
      power_on: line(`echo on >${power}`),
      power_off: line(`echo off >${power}`),
      users: {
        export: {
          do: line(`touch ${power}.exported; setsid sleep 600 >/dev/null 2>&1 &`),
          undo: line(`rm -f ${power}.exported`),
        },
      },
    },
  };
}

describe('a dispatcher that is killed at any step', () => {
  const lab = new KillLab();
  let files: FileServer;
  let job: object;
  beforeAll(async () => {
    payload = await getPayload(hostGuest());
    files = await serveFiles(payload.directory);
    mkdirSync(join(lab.cachePath, 'locks'), { recursive: true });
    const url = (path: string) => `${files.url}/${path.slice(payload.directory.length + 1)}`;
    const plain = guestJob({
      payload,
      kernel: { url: url(payload.kernel) },
      ramdisk: { url: url(payload.ramdisk) },
      tests: [{ definitions: [inline('run', ['lava-test-case it-works --result pass'])] }],
    });
    const before = [{ command: { name: 'power_on' } }, { command: { name: 'export' } }];
    job = { ...plain, actions: [...before, ...plain.actions] };
  });
  afterAll(async () => {
    await files?.close();
    rmSync(lab.root, { recursive: true, force: true });
  });

  it('leaves nothing: no process, mount, export, file or lock; the board is off, and the next job works', async () => {
    const whole = await lab.run(job, Number.POSITIVE_INFINITY, false);
    expect(whole.exit?.status).toMatchObject({ health: 'complete' });
    expect(whole.left).toEqual(NOTHING);
    expect(whole.steps.length).toBeGreaterThan(15);

    // Every seventh first, so that what the time allows covers the whole job.
    const order = whole.steps.map((_, i) => (i * 7) % whole.steps.length);
    const todo = new Set([...order, ...whole.steps.keys()].map((i) => i + 1));
    const end = performance.now() + BUDGET;
    let killed = 0;
    const killOne = async (): Promise<void> => {
      for (const at of todo) {
        if (performance.now() > end) return;
        todo.delete(at);
        const { exit, left } = await lab.run(job, at, at % 2 === 0);
        const where = `killed at step ${at}, ${whole.steps[at - 1]}`;
        expect(left, where).toEqual(NOTHING);
        // The last steps are over before the kill arrives.
        if (exit?.status.health !== 'complete') {
          expect(exit?.status, where).toMatchObject({ health: 'incomplete', code: 'dispatcher-died' });
          killed += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, killOne));
    expect(killed).toBeGreaterThan(8);

    const next = await lab.run(job, Number.POSITIVE_INFINITY, false);
    expect(next.exit?.status).toMatchObject({ health: 'complete' });
    expect(next.left).toEqual(NOTHING);
  }, 400_000);
});
