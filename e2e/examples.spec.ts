// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { hostGuest } from '@lava/guest/guest.ts';
import type { Lab } from '@lava/lab/lab.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoLab } from '../tools/demo/demo-lab.ts';

const ROOT = join(import.meta.dirname, '..');
const JOBS = join(ROOT, 'examples/jobs');

/** Examples that the demo cannot run, and why: a device that it does not have. */
const NOT_HERE: Record<string, string> = {
  'u-boot-first-job.yaml': 'a board with U-Boot; `./lava demo --board` runs it',
};

/** Test cases that an example has to show a failure. */
const FAILING = /^# fails: (.+)$/gm;

describe.skipIf(hostGuest() !== 'amd64')('in the lab of the demo, each example, unchanged,', () => {
  let lab: Lab;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync('/var/tmp/lava-examples-');
    lab = await startDemoLab({ directory });
  });
  afterAll(async () => {
    await lab?.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  it.each(readdirSync(JOBS).filter((name) => !(name in NOT_HERE)))('runs: %s', async (name) => {
    const { stdout, status } = await lava('jobs', 'submit', '--follow', `examples/jobs/${name}`);
    expect(status, stdout).toBe(0);
    const [job] = (await lab.client.jobs.list({ limit: 1 })).items;
    expect(job).toMatchObject({ state: 'finished', health: 'complete' });
    const { items: results } = await lab.client.jobs.results(job?.id ?? 0);
    const own = results.filter(({ suite }) => suite !== 'lava');
    expect(own.length).toBeGreaterThan(0);
    const failing = [...readFileSync(join(JOBS, name), 'utf8').matchAll(FAILING)].map(([, each]) => each);
    expect(own.filter(({ result }) => result === 'fail').map(({ name: each }) => each)).toEqual(failing);
  });

  it('runs with lavacli, which follows it to its results', async () => {
    const identity = { uri: `${lab.url}/RPC2`, username: lab.username, token: lab.token };
    writeFileSync(join(directory, 'lavacli.yaml'), JSON.stringify({ default: identity }));
    const env = { ...process.env, XDG_CONFIG_HOME: directory, PYTHONIOENCODING: 'utf-8' };
    const lavacli = (...args: string[]) =>
      execFileSync('lavacli', args, { cwd: JOBS, env, encoding: 'utf8' });
    const log = lavacli('jobs', 'run', 'qemu-first-job.yaml');
    expect(log).toContain('Linux version');
    const [job] = (await lab.client.jobs.list({ limit: 1 })).items;
    expect(lavacli('jobs', 'show', String(job?.id))).toMatch(/Health +: Complete/);
    expect(lavacli('results', String(job?.id))).toContain('* 0_first.kernel-is-linux [pass]');
  });

  it('runs as a health check, after which the device is good and takes jobs', async () => {
    const [device] = (await lab.client.devices.list()).items;
    const name = device?.name ?? '';
    await lab.client.devices.update(name, { health: 'bad', reason: 'the fan is dead' });
    const set = await lava(
      'device-types',
      'health-check',
      'set',
      'qemu',
      'examples/jobs/qemu-first-job.yaml',
    );
    expect(set).toMatchObject({ status: 0, stdout: 'health-check of qemu is now version 1\n' });
    const { status } = await lava('devices', 'health-check', name, '--reason', 'new fan');
    expect(status).toBe(0);
    await expect
      .poll(() => lab.client.devices.get(name), { timeout: 300_000, interval: 500 })
      .toMatchObject({ health: 'good', state: 'idle', healthCheck: 'qemu' });
    const { lastHealthCheck } = await lab.client.devices.get(name);
    expect(await lab.client.jobs.get(lastHealthCheck?.job ?? 0)).toMatchObject({
      health: 'complete',
      healthCheck: true,
      submitter: 'lava-health',
    });
    expect((await lava('devices', 'show', name)).stdout).toMatch(
      new RegExp(`last health check +job ${lastHealthCheck?.job}, `),
    );
    const next = await lava('jobs', 'submit', '--follow', 'examples/jobs/qemu-first-job.yaml');
    expect(next.status, next.stdout).toBe(0);
  });

  async function lava(...args: string[]) {
    const child = spawn(join(ROOT, 'lava'), args, {
      cwd: ROOT,
      env: { ...process.env, LAVA_URL: lab.url, LAVA_TOKEN: lab.token },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { stdout, status };
  }
});

it('knows no example that is not there', () => {
  expect(readdirSync(JOBS)).toEqual(expect.arrayContaining(Object.keys(NOT_HERE)));
});
