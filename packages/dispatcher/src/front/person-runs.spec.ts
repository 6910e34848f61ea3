// SPDX-License-Identifier: Apache-2.0
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { LeaseJournal } from '@lava/kit/leases/journal.ts';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { identify } from '@lava/kit/process/identity.ts';
import { mainOf } from '@lava/kit/process/mains.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = mainOf('lava-run');

let dir = '';
const at = (name: string) => join(dir, name);
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lava-person-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const line = (script: string) => `sh -c '${script}'`;
const read = (name: string) => readFileSync(at(name), 'utf8').trim();

type Run = ChildProcessByStdio<null, Readable, Readable>;

/** Starts a job of these commands by hand. */
function run(...names: string[]): Run {
  const device = {
    ...{ constants: {}, timeouts: {}, actions: { deploy: { methods: {} }, boot: { methods: {} } } },
    commands: {
      power_on: line(`echo on >>${at('power')}`),
      power_off: line(`echo off >>${at('power')}`),
      users: {
        hang: { do: line(`setsid sleep 600 >/dev/null 2>&1 & touch ${at('ready')}; sleep 600`) },
        leave: { do: line('setsid sleep 600 >/dev/null 2>&1 &') },
        talk: { do: line('seq 1 4000') },
      },
    },
  };
  const job = {
    ...{ job_name: 'a', device_type: 'any', visibility: 'public' },
    timeouts: { job: { minutes: 5 }, action: { minutes: 4 } },
    actions: names.map((name) => ({ command: { name } })),
  };
  writeFileSync(at('device.yaml'), JSON.stringify(device));
  writeFileSync(at('job.yaml'), JSON.stringify(job));
  const files = ['--device', at('device.yaml'), '--output-dir', at('out'), '--cache-dir', at('cache')];
  const args = ['--disable-warning=ExperimentalWarning', MAIN, ...files, '--job-id', '1', at('job.yaml')];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: Run): Promise<{ status: number; stderr: string }> {
  child.stdout.resume();
  const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { status, stderr };
}

/** Waits until a job has a program that hangs. */
async function hanging(): Promise<Run> {
  const child = run('power_on', 'hang');
  child.stdout.resume();
  await expect.poll(() => existsSync(at('ready')), { timeout: 60_000 }).toBe(true);
  return child;
}

describe('a run by hand', () => {
  it('gives back what the one before it in its directory had taken, which was killed', async () => {
    const first = await hanging();
    const mark = { variable: `LAVA_RUN=${first.pid}.${identify(first.pid ?? 0)?.start}` };
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(read('power')).toBe('on');
    expect(findProcesses(mark).length).toBeGreaterThan(0);
    const { status, stderr } = await ended(run('power_on'));
    expect(status).toBe(0);
    expect(stderr).toContain('did not power off the board');
    expect(read('power').split('\n')).toEqual(['on', 'off', 'on', 'off']);
    expect(findProcesses(mark)).toEqual([]);
    expect(await ended(run('power_on'))).toEqual({ status: 0, stderr: '' });
  });

  it('is refused a directory that another one uses', async () => {
    const first = await hanging();
    const { status, stderr } = await ended(run('power_on'));
    expect(status).toBe(2);
    expect(stderr).toContain(`process ${first.pid}`);
    expect(read('power')).toBe('on');
    first.kill('SIGTERM');
    await once(first, 'exit');
    expect(read('power').split('\n')).toEqual(['on', 'off']);
  });

  it('does nothing that a journal says which is not its own', async () => {
    mkdirSync(at('out'));
    new LeaseJournal(at('planted')).take({
      kind: 'command',
      what: 'steal',
      undo: [{ run: ['touch', at('stolen')] }],
    });
    symlinkSync(at('planted'), at('out/leases.ndjson'));
    const { status, stderr } = await ended(run('power_on'));
    expect(status).toBe(2);
    expect(stderr).toContain('leases.ndjson');
    expect([existsSync(at('stolen')), existsSync(at('power'))]).toEqual([false, false]);
  });

  it('leaves no process', async () => {
    const child = run('leave');
    const mark = { variable: `LAVA_RUN=${child.pid}.${identify(child.pid ?? 0)?.start}` };
    expect((await ended(child)).status).toBe(0);
    expect(findProcesses(mark)).toEqual([]);
  });

  it('continues when nobody reads its output any more', async () => {
    const child = run('talk', 'talk');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [status] = await once(child, 'exit');
    expect(status).toBe(0);
    expect(read('out/logs.yaml').split('\n').at(-1)).toContain('"status":{"health":"complete"');
  });

  it('ends though its output is not taken', async () => {
    const child = run('talk', 'talk');
    await once(child.stdout, 'readable');
    const [status] = await once(child, 'exit');
    expect(status).toBe(0);
  });

  it('that cannot write its result has not succeeded', async () => {
    mkdirSync(at('out/result.yaml'), { recursive: true });
    const { status, stderr } = await ended(run('power_on'));
    expect(status).toBe(3);
    expect(stderr).toContain('result.yaml');
  });
});
