// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses } from '@lava/kit/process/hunt.ts';
import { labDown } from '@lava/lab/boards/down.ts';
import { placeOf } from '@lava/lab/boards/place.ts';
import { endLeftovers, processesOf } from '@lava/lab/leftovers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPECTED } from '../../tools/demo/first-job.ts';
import { shows } from './shows.ts';

const ROOT = join(import.meta.dirname, '../..');
const directory = mkdtempSync('/var/tmp/lava-demo-board-');
const own = `${directory}/own`;

let demo: ChildProcess;
let text = '';
let stdout = '';
let ended: Promise<number | null>;
beforeAll(() => {
  chmodSync(directory, 0o755); // root's boards run as nobody
  const args = ['tools/main.ts', 'demo', '--board', '--json', '--port', '0', '--state-dir', directory];
  demo = spawn(process.execPath, args, { cwd: ROOT });
  demo.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  demo.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  ended = new Promise((resolve) => demo.on('close', resolve));
});
afterAll(async () => {
  demo.kill('SIGKILL');
  for (const each of [`${directory}/boards`, own]) await labDown(placeOf(each));
  await endLeftovers(directory, 10_000);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** The command line tool, in a shell that has what the demo says. */
function lava(...args: string[]) {
  const [, url = '', token = ''] = /export LAVA_URL=(\S+) LAVA_TOKEN=(\S+)/.exec(text) ?? [];
  const env = { ...process.env, LAVA_URL: url, LAVA_TOKEN: token, XDG_CONFIG_HOME: directory };
  return new Promise<string>((resolve) => {
    execFile(join(ROOT, 'lava'), args, { env }, (_, out, err) => resolve(out + err));
  });
}

const healthOf = async (name: string) => JSON.parse(await lava('devices', 'show', name, '-o', 'json')).health;

/** A job that waits on a board for what never comes. */
async function busyBoard(): Promise<void> {
  const job = {
    ...{ job_name: 'waits', device_type: 'virtual-uboot-riscv64', visibility: 'public', priority: 'high' },
    timeouts: { job: { minutes: 20 }, action: { minutes: 20 } },
    actions: [{ boot: { method: 'minimal', prompts: ['never'] } }],
  };
  const file = join(directory, 'waits.yaml');
  writeFileSync(file, JSON.stringify(job));
  const submitted = await lava('jobs', 'submit', file);
  const jobOf = async (name: string) =>
    JSON.parse(await lava('devices', 'show', name, '-o', 'json')).currentJob;
  const busy = async () => (await jobOf('rack-riscv64-1')) ?? (await jobOf('rack-riscv64-2'));
  await expect.poll(busy, { timeout: 60_000, message: submitted }).not.toBeNull();
}

describe('./lava demo --board', () => {
  it('runs the first job on a virtual board, and stays with it', async () => {
    await shows(demo, () => text, /lava lab status/);
    await expect.poll(() => stdout, { timeout: 60_000 }).toMatch(/\n}\n$/);
    const summary = JSON.parse(stdout);
    expect(summary, text).toMatchObject({ ok: true, problems: [], job: { health: 'complete' } });
    const verdicts = summary.results.map((r: { name: string; result: string }) => [r.name, r.result]);
    expect(Object.fromEntries(verdicts)).toEqual(EXPECTED);
    const [, boards = ''] = /lava lab \S+ … --state-dir (\S+)/.exec(text) ?? [];
    expect(await lava('lab', 'status', '--state-dir', boards)).toMatch(/virtual-arm64-1 .* off .* ready/);
  });

  it('its server takes the boards of `lava lab up` too, and knows when they go', async () => {
    const clash = await lava('lab', 'up', '--state-dir', own);
    expect(clash).toContain('a device virtual-arm64-1 that is not of this lab');
    await lava('lab', 'down', '--state-dir', own);
    const up = await lava('lab', 'up', '2', '--state-dir', own, '--prefix', 'rack', '--arch', 'riscv64');
    expect(up).toMatch(/Entered on http:\S+, on worker/);
    expect(await healthOf('rack-riscv64-2')).toBe('unknown');
    await busyBoard();
    expect(await lava('lab', 'down', '--state-dir', own)).toMatch(
      /in use by job (\d+)[\s\S]*lava jobs cancel \1/,
    );
    expect(await lava('lab', 'status', '--state-dir', own)).toMatch(/ready/);
    expect(await lava('lab', 'down', '--force', '--state-dir', own)).toContain(
      'ended: rack-riscv64-1, rack-riscv64-2',
    );
    expect(await healthOf('rack-riscv64-2')).toBe('maintenance');
  });

  it('ends at Ctrl-C and leaves nothing', async () => {
    demo.kill('SIGINT');
    expect(await ended, text).toBe(0);
    expect(processesOf(directory)).toEqual([]);
    expect(findProcesses({ variable: `LAVA_LAB=${directory}/boards` })).toEqual([]);
  });
});
