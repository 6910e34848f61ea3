// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHere } from '@lava/cli/testing/run-here.ts';
import { findProcesses, signal } from '@lava/kit/process/hunt.ts';
import { labDown } from '@lava/lab/boards/down.ts';
import { checkPrograms } from '@lava/lab/boards/machines.ts';
import { placeOf } from '@lava/lab/boards/place.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shows } from './shows.ts';

const LAVA = join(import.meta.dirname, '../../lava');
const root = mkdtempSync('/var/tmp/lava-virtual-lab-');
const [first, second] = [join(root, 'first'), join(root, 'second')];

/** As somebody who is signed in nowhere. */
function start(...args: string[]) {
  const { LAVA_URL: _, ...env } = process.env;
  return spawn(LAVA, ['lab', ...args], { cwd: root, env: { ...env, XDG_CONFIG_HOME: root } });
}

async function lava(...args: string[]) {
  const child = start(...args);
  child.stdin.end();
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

/** The same in this process, which is faster. */
const here = (...args: string[]) => runHere(['lab', ...args], { XDG_CONFIG_HOME: root });

async function boardsOf(directory: string) {
  const { stdout } = await here('status', '--state-dir', directory, '-o', 'json');
  return JSON.parse(stdout).items as { name: string; power: string; console: string; dead: string[] }[];
}

const programsOf = (directory: string) => findProcesses({ variable: `LAVA_LAB=${directory}` });

beforeAll(() => chmodSync(root, 0o755)); // root's boards run as nobody
afterAll(async () => {
  for (const directory of [first, second]) await labDown(placeOf(directory));
  rmSync(root, { recursive: true, force: true });
});

describe('lava lab', () => {
  let port: string | undefined;

  it('up: makes a board and prints what to enter on a server', async () => {
    const { status, stdout, stderr } = await lava('up', '--state-dir', first);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('lava device-types add virtual-uboot-arm64');
    expect(stdout).toContain(`LAVA_WORKER_TFTP_DIR=${first}/tftp`);
    const [, file = ''] = /--dictionary (\S+)/.exec(stdout) ?? [];
    expect(stdout).toContain(readFileSync(file, 'utf8').trim());
    const [board, ...others] = await boardsOf(first);
    expect(others).toEqual([]);
    expect(board).toMatchObject({ name: 'virtual-arm64-1', power: 'off', dead: [] });
    port = board?.console;
  });

  it('console and power: show U-Boot from its first line, again after a reset, also when nobody has read', async () => {
    await lava('power', 'virtual-arm64-1', 'on', '--state-dir', first);
    const child = start('console', '--state-dir', first);
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    await shows(child, () => text, /Connected to/);
    await lava('power', 'virtual-arm64-1', 'reset', '--state-dir', first);
    await shows(child, () => text, /U-Boot 20\d\d[\s\S]*Hit any key/);
    child.stdin.write(' \n');
    await shows(child, () => text, /=> /);
    child.stdin.write('echo one-$loadaddr-two\n');
    await shows(child, () => text, /^one-\S*-two/m);
    child.stdin.end();
    expect(await boardsOf(first)).toMatchObject([{ power: 'on' }]);
  });

  it('up: starts again what has ended, keeps the rest, adds boards, changes settings', async () => {
    const [uart] = findProcesses({ variable: `LAVA_LAB_PART=${first}/socat-1` });
    signal(uart?.pid ?? 0, 'SIGKILL');
    // Whoever listens to the line goes with it.
    await expect
      .poll(async () => (await boardsOf(first))[0]?.dead, { timeout: 60_000 })
      .toEqual(['socat-1', 'reader-1']);
    const [pdu] = findProcesses({ variable: `LAVA_LAB_PART=${first}/pdudaemon` });
    const { status, stderr } = await lava('up', '2', '--time-scale', '3', '--state-dir', first);
    expect(status, stderr).toBe(0);
    for (const n of [1, 2])
      expect(readFileSync(join(first, `virtual-arm64-${n}.jinja2`), 'utf8')).toContain('set time_scale = 3');
    expect(await boardsOf(first)).toMatchObject([
      { name: 'virtual-arm64-1', power: 'off', dead: [], console: port },
      { name: 'virtual-arm64-2', power: 'off', dead: [] },
    ]);
    expect(findProcesses({ variable: `LAVA_LAB_PART=${first}/pdudaemon` })[0]?.pid).toBe(pdu?.pid);
  });

  it('refuses boards, actions and places that are not there, and says what is', async () => {
    const unknown = await here('power', 'board9', 'on', '--state-dir', first);
    expect(unknown.stderr).toContain('the boards of this lab: virtual-arm64-1, virtual-arm64-2');
    expect((await here('console', '--state-dir', first)).stderr).toContain('say which board');
    expect((await here('power', 'virtual-arm64-1', 'up', '--state-dir', first)).code).toBe(2);
    expect((await here('console', '--state-dir', second)).stderr).toContain('make one: lava lab up');
    const odd = await here('up', '--state-dir', join(root, 'a b'));
    expect(odd.stderr).toContain('may have letters, digits and');
    const nowhere = await here('up', '--state-dir', '/proc/no/lab');
    expect(nowhere.stderr).toContain('no lab can be in /proc/no/lab');
    const firmware = await here('up', '--state-dir', second, '--arch', 'armhf', '--firmware', 'grub');
    expect(firmware.stderr).toContain('of armhf there are: u-boot; with grub there are: arm64, amd64');
    const kvm = await here('up', '--state-dir', second, '--arch', 'riscv64', '--accel', 'kvm');
    expect(kvm.stderr).toMatch(/KVM runs \w+ boards on this machine, not riscv64/);
    const tftp = await here('up', '--state-dir', second, '--tftp-dir', '/no/such');
    expect(tftp.stderr).toContain('/no/such, for TFTP, is not a directory');
    mkdirSync(second, { recursive: true });
    writeFileSync(join(second, 'lab.json'), '{"boards": 1}');
    expect((await here('up', '--state-dir', second)).stderr).toContain('lab.json is damaged');
    rmSync(join(second, 'lab.json'));
  });

  it('another directory is another lab; down ends one of them, also after its programs died', async () => {
    await lava('up', '--state-dir', second, '--prefix', 'other', '--arch', 'armhf');
    expect(await boardsOf(second)).toMatchObject([{ name: 'other-armhf-1', dead: [] }]);
    for (const { pid } of programsOf(first)) signal(pid, 'SIGKILL');
    const down = await lava('down', '--state-dir', first);
    expect(down, down.stderr).toMatchObject({ status: 0 });
    expect(down.stdout).toContain('ended: virtual-arm64-1, virtual-arm64-2');
    expect((await lava('down', '--state-dir', first)).stdout).toContain('no lab is up');
    expect(programsOf(first)).toEqual([]);
    expect(await boardsOf(second)).toMatchObject([{ dead: [] }]);
    await lava('power', 'other-armhf-1', 'on', '--state-dir', second);
    await lava('down', '--state-dir', second);
    expect(programsOf(second)).toEqual([]);
  });

  it('names the Debian packages of what is missing', () => {
    expect(() => checkPrograms([{ arch: 'arm64', firmware: 'u-boot' }], '/nonexistent')).toThrow(
      /virtual boards need .*socat.*qemu-system-aarch64/,
    );
  });
});
