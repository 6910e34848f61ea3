// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountNamed } from '../../accounts/accounts.ts';
import { addToken } from '../../accounts/tokens.ts';
import { type TestApi, testApi } from '../../testing/api.ts';

/** Debian's lavacli, as people have it on their machines. */

const JOB = `job_name: by lavacli é
device_type: qemu
visibility: public
timeouts:
  job: {minutes: 5}
actions:
- deploy: {to: tmpfs, images: {rootfs: {url: 'http://example.org/x.img'}}, timeout: {minutes: 1}}
`;

let api: TestApi;
const directory = mkdtempSync(join(tmpdir(), 'lavacli-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

beforeAll(async () => {
  api = await testApi();
  await api.lab.user('root', true);
  const { token } = await addToken(api.db, await accountNamed(api.db, 'root'), 'test');
  await api.lab.deviceType();
  await api.lab.worker();
  await api.lab.device('qemu-1', {}, ['usb']);
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const identity = { uri: `http://127.0.0.1:${port}/RPC2`, username: 'root', token };
  writeFileSync(join(directory, 'lavacli.yaml'), JSON.stringify({ default: identity }));
  writeFileSync(join(directory, 'job.yaml'), JOB);
  writeFileSync(join(directory, 'board.jinja2'), "{% extends 'qemu.jinja2' %}\n");
});

function lavacli(...args: string[]): Promise<{ status: number; out: string }> {
  const env = { ...process.env, XDG_CONFIG_HOME: directory, PYTHONIOENCODING: 'utf-8' };
  return new Promise((resolve) => {
    execFile('lavacli', args, { cwd: directory, env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ status, out: stdout + stderr });
    });
  });
}

/** What it prints; fails when it does. */
async function out(...args: string[]): Promise<string> {
  const { status, out } = await lavacli(...args);
  expect(out).not.toMatch(/Traceback|Unable to/);
  expect(status).toBe(0);
  return out;
}

describe('lavacli', () => {
  it('knows the server and who calls', async () => {
    expect(await out('system', 'whoami')).toBe('root\n');
    expect(await out('system', 'methods', 'help', 'scheduler.jobs.show')).toContain('job_id');
  });

  it('submits, lists, shows and cancels a job', async () => {
    const id = (await out('jobs', 'submit', 'job.yaml')).trim();
    expect(await out('jobs', 'list')).toContain(`* ${id}: Submitted,Unknown [root] (by lavacli é) - qemu`);
    expect(await out('jobs', 'show', id)).toContain('state       : Submitted');
    expect(await out('jobs', 'definition', id)).toContain(JOB.trim());
    expect(await out('jobs', 'validate', 'job.yaml')).toBe('');
    await out('jobs', 'cancel', id);
    expect(await out('jobs', 'show', '--json', id)).toContain('"health": "Canceled"');
    expect(await out('results', id)).toBe('Results:\n');
  });

  it('says what the server refuses', async () => {
    expect(await lavacli('jobs', 'show', '4711')).toEqual({
      status: 1,
      out: expect.stringMatching(/^Unable to call 'jobs.show': <Fault 404: /),
    });
  });

  it('listens to events', { timeout: 60_000 }, async () => {
    const env = { ...process.env, XDG_CONFIG_HOME: directory, PYTHONUNBUFFERED: '1' };
    const listening = spawn('lavacli', ['events', 'listen'], { env });
    let said = '';
    for (const output of [listening.stdout, listening.stderr]) output.on('data', (text) => (said += text));
    await vi.waitFor(
      async () => {
        await api.lab.job({ description: 'an event', visibility: 'public' });
        expect(said).toContain('an event');
      },
      { timeout: 40_000, interval: 500 },
    );
    listening.kill('SIGKILL');
    await once(listening, 'close');
    expect(said).not.toMatch(/Traceback|Unable to/);
  });

  it('enters a board, and puts it into maintenance', async () => {
    await out('device-types', 'add', 'panda');
    await out('tags', 'add', 'rare');
    await out('tags', 'delete', 'rare');
    expect(await out('tags', 'list')).not.toContain('rare');
    // Devices have this one.
    expect((await lavacli('tags', 'delete', 'usb')).status).toBe(1);
    await out('workers', 'add', '--description', 'by the window', 'lab-2');
    await out('devices', 'add', '--type', 'panda', '--worker', 'lab-2', 'panda-1');
    await out('devices', 'dict', 'set', 'panda-1', 'board.jinja2');
    expect(await out('devices', 'dict', 'get', 'panda-1')).toContain("{% extends 'qemu.jinja2' %}");
    await out('aliases', 'add', 'omap4', 'panda');
    await out('devices', 'update', '--health', 'GOOD', 'panda-1');
    await out('devices', 'maintenance', 'panda-1');
    expect(await out('devices', 'show', 'panda-1')).toMatch(/health +: Maintenance/);
    expect(await out('device-types', 'show', 'panda')).toMatch(/aliases +: \['omap4'\]/);
  });
});
