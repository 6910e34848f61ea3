// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerJobs } from '../testing/worker-jobs.ts';
import { jobVariable } from './launch.ts';

/** Loaded into the dispatcher before anything of ours: a signal is an error that nobody catches. */
const FAULTS = `
  process.on('SIGUSR2', () => { throw new Error('first fault'); });
  process.on('SIGWINCH', () => { Promise.reject(new Error('second fault')); });
  process.on('SIGURG', () => {
    for (let i = 0; i < 200; i++) setImmediate(() => { throw { toString: () => 'fault ' + i }; });
  });
`;

describe('an error in the dispatcher that nobody catches', () => {
  const lab = new WorkerJobs({ accounts: false });
  let id = 0;
  beforeAll(() => {
    const faults = join(lab.root, 'faults.cjs');
    writeFileSync(faults, FAULTS);
    process.env.NODE_OPTIONS = `--require=${faults}`;
  });
  afterAll(async () => {
    delete process.env.NODE_OPTIONS;
    await lab.close();
  });

  const at = (name: string) => join(lab.root, `${name}-${id}`);
  const line = (script: string) => `sh -c '${script}'`;
  const there = (name: string) => lab.soon(name, () => existsSync(at(name)) || undefined);

  /** A job that has switched its board on, left a process, and waits. @returns the number of its dispatcher */
  async function running(powerOff: () => string): Promise<number> {
    id += 1;
    const commands = {
      power_on: line(`echo on >${at('power')}`),
      power_off: line(`${powerOff()}; echo off >${at('power')}`),
      users: { go: { do: line(`setsid sleep 600 >/dev/null 2>&1 & touch ${at('ready')}; sleep 600`) } },
    };
    const definition = {
      ...{ job_name: 'x', device_type: 'x', visibility: 'public' },
      timeouts: { job: { minutes: 5 }, action: { minutes: 4 } },
      actions: [{ command: { name: 'power_on' } }, { command: { name: 'go' } }],
    };
    const device = {
      ...{ hostname: 'd', devicetype: 'x', constants: {}, parameters: {}, commands },
      actions: { deploy: { methods: {} }, boot: { methods: {} } },
      timeouts: { actions: {}, connections: {} },
    };
    await lab.start({
      job: id,
      definition: JSON.stringify(definition),
      device: JSON.stringify(device),
      limits: { logBytes: 1_000_000, seconds: 300 },
    });
    await there('ready');
    return lab.dir(id).readProcess()?.pid ?? 0;
  }

  async function expectOver(status: object): Promise<void> {
    expect((await lab.ended(id)).status).toMatchObject(status);
    expect(lab.records(id).at(-1)?.status).toMatchObject(status);
    expect(readFileSync(at('power'), 'utf8')).toBe('off\n');
    expect(findProcesses({ variable: jobVariable(lab.dir(id)) })).toEqual([]);
    await lab.forget(id);
    expect(existsSync(lab.dir(id).path)).toBe(false);
  }

  it.each([
    ['thrown', 'SIGUSR2', 'first fault'],
    ['a promise that nobody waits for', 'SIGWINCH', 'second fault'],
  ] as const)(
    'ends the job as a bug: %s',
    async (_, signal, message) => {
      process.kill(await running(() => 'true'), signal);
      await expectOver({ health: 'incomplete', kind: 'bug', message: expect.stringContaining(message) });
    },
    200_000,
  );

  it('does not disturb the clean-up of the one before it', async () => {
    const pid = await running(() => `touch ${at('cleaning')}; sleep 2`);
    process.kill(pid, 'SIGUSR2');
    await there('cleaning');
    process.kill(pid, 'SIGWINCH');
    await expectOver({ kind: 'bug', message: expect.stringContaining('first fault') });
  }, 200_000);

  it('that comes again and again leaves the rest to the worker', async () => {
    process.kill(await running(() => 'sleep 2'), 'SIGURG');
    await expectOver({ health: 'incomplete', code: 'dispatcher-died' });
  }, 200_000);
});
