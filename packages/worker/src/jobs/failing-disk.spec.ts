// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { canMountDisks, type FailingDisk, failingDisk } from '@lava/kit/testing/failing-disk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkerJobs } from '../testing/worker-jobs.ts';
import { jobVariable } from './launch.ts';

describe.skipIf(!canMountDisks())('a worker whose disk becomes read-only', () => {
  let disk: FailingDisk;
  let lab: WorkerJobs;
  let elsewhere: string;
  beforeEach(() => {
    disk = failingDisk();
    lab = new WorkerJobs({ accounts: false, root: disk.path });
    elsewhere = mkdtempSync(join(tmpdir(), 'lava-elsewhere-'));
  });
  afterEach(async () => {
    await lab?.close().catch(() => undefined);
    disk.remove();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  const at = (name: string) => join(elsewhere, name);
  const line = (script: string) => `sh -c '${script}'`;
  const there = (name: string) => lab.soon(name, () => existsSync(at(name)) || undefined);

  /** Its board is on, a process of its own runs, and it says much when it is told to. */
  function job() {
    const say = `setsid sleep 600 >/dev/null 2>&1 & touch ${at('ready')}; until [ -e ${at('go')} ]; do sleep 0.1; done; seq 1000`;
    const commands = {
      power_on: line(`echo on >${at('power')}`),
      power_off: line(`echo off >${at('power')}`),
      users: { say: { do: line(say) }, wait: { do: line('sleep 600') } },
    };
    const definition = {
      ...{ job_name: 'x', device_type: 'x', visibility: 'public' },
      timeouts: { job: { minutes: 5 }, action: { minutes: 4 } },
      actions: ['power_on', 'say', 'wait'].map((name) => ({ command: { name } })),
    };
    const device = {
      ...{ hostname: 'd', devicetype: 'x', constants: {}, parameters: {}, commands },
      actions: { deploy: { methods: {} }, boot: { methods: {} } },
      timeouts: { actions: {}, connections: {} },
    };
    return {
      job: 1,
      definition: JSON.stringify(definition),
      device: JSON.stringify(device),
      limits: { logBytes: 1_000_000, seconds: 300 },
    };
  }

  const failed = { health: 'incomplete', code: 'disk-failed', kind: 'infrastructure' };

  it('ends its job with the real reason, and its board is off', async () => {
    await lab.start(job());
    await there('ready');
    disk.fail();
    writeFileSync(at('go'), '');
    expect((await lab.ended(1)).status).toMatchObject(failed);
    expect(readFileSync(at('power'), 'utf8')).toBe('off\n');
    expect(findProcesses({ variable: jobVariable(lab.dir(1)) })).toEqual([]);
    await lab.forget(1);
    expect(lab.leftovers()).toEqual([lab.dir(1).path]);
  }, 200_000);

  it('runs no job that it gets then, and says why', async () => {
    disk.fail();
    await lab.start(job());
    expect((await lab.ended(1)).status).toMatchObject(failed);
    expect(existsSync(at('power'))).toBe(false);
  }, 200_000);
});
