// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { findProcesses, signal } from '@lava/kit/process/hunt.ts';
import { labUp } from '@lava/lab/boards/up.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from '../dispatcher/run.ts';
import { startBoards, type VirtualBoard, type VirtualBoards } from './virtual-boards.ts';

/** A board that only comes as far as its U-Boot, and what happens to labs. */

const root = mkdtempSync('/var/tmp/lava-board-faults-');
const directory = join(root, 'lab');
const workspace = new Workspace();
let lab: VirtualBoards;
let board: VirtualBoard;
beforeAll(async () => {
  lab = await startBoards(directory, 1);
  [board] = lab.boards as [VirtualBoard];
});
afterAll(async () => {
  await lab?.close();
  workspace.remove();
  rmSync(root, { recursive: true, force: true });
});

const SECONDS = 6;

/** Its answer is there only when it has run. */
const MIDDLE = `echo in the mid${'$'}{nothing}dle`;

function start(...commands: string[]) {
  const actions = { 'reset-device': { seconds: SECONDS }, 'power-off': { seconds: SECONDS } };
  const boot = { method: 'bootloader', bootloader: 'u-boot', prompts: ['=> '], timeout: { seconds: 40 } };
  const job = {
    ...{ job_name: 'faults', visibility: 'public' },
    timeouts: { job: { minutes: 2 }, actions: { ...actions, 'bootloader-interrupt': { seconds: SECONDS } } },
    actions: [{ boot: { ...boot, commands: ['echo one', ...commands, 'echo the end'] } }],
  };
  return workspace.start({ job, device: board.device });
}

const pidsOf = (part: string) => findProcesses({ variable: `LAVA_LAB_PART=${directory}/${part}` });
const signalTo = (part: string, name: NodeJS.Signals) => {
  for (const { pid } of pidsOf(part)) signal(pid, name);
};
/** Starts again what has ended. */
const heal = () => labUp({ directory, arch: 'arm64', count: 1 });

async function ends(running: ReturnType<typeof start>, code: string, message: string) {
  const { status, text, seconds } = await running.finished();
  expect(status, text()).toMatchObject({ health: 'incomplete', code, kind: 'infrastructure' });
  expect(`${status.message}`).toContain(message);
  expect(seconds).toBeLessThan(60);
}

describe('a job ends in time, with the cause, and the next one works, when', () => {
  it('the PDU daemon is dead', async () => {
    signalTo('pdudaemon', 'SIGKILL');
    await ends(start(), 'host-tool-failed', 'commands.hard_reset of the device failed with status 7').finally(
      heal,
    );
  });

  it('the PDU daemon does not answer', async () => {
    signalTo('pdudaemon', 'SIGSTOP');
    try {
      await ends(start(), 'step-timeout', 'timed out');
    } finally {
      signalTo('pdudaemon', 'SIGCONT');
    }
  });

  it('the PDU daemon says that it switched the power, and did not', async () => {
    const script = join(directory, 'power');
    const real = readFileSync(script);
    await expect.poll(() => board.isOn(), { timeout: 20_000 }).toBe(false); // what was asked of the daemon before
    writeFileSync(script, '#!/bin/sh\nexit 0\n');
    try {
      await ends(start(), 'step-timeout', 'bootloader-interrupt timed out');
    } finally {
      writeFileSync(script, real);
    }
  });

  it('the serial port is taken by others', async () => {
    const port = Number(board.connect.split(' ').at(-1));
    const others: Socket[] = [];
    for (let i = 0; i < 10; i++) others.push(connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.all(
      others.map((each) => new Promise((resolve) => each.once('data', resolve).once('close', resolve))),
    );
    try {
      await ends(start(), 'connection-closed', 'ended');
    } finally {
      for (const each of others) each.destroy();
    }
  });

  it('ser2net ends in the middle', async () => {
    const running = start(MIDDLE, 'sleep 30');
    await running.until('in the middle');
    signalTo('ser2net-1', 'SIGKILL');
    await ends(running, 'connection-closed', 'ended').finally(heal);
  });

  it('nobody answers its DHCP', async () => {
    const file = join(directory, '1.command');
    const real = readFileSync(file, 'utf8');
    const unanswered = real.replace(
      /^user,id=net.*$/m,
      'socket,id=net,udp=127.0.0.1:9,localaddr=127.0.0.1:0',
    );
    expect(unanswered).not.toBe(real);
    writeFileSync(file, unanswered);
    try {
      await ends(
        start('setenv bootpretryperiod 3000', 'dhcp'),
        'bootloader-failed',
        'Retry time exceeded; starting again',
      );
    } finally {
      writeFileSync(file, real);
    }
  });

  it('the board starts again in the middle', async () => {
    const running = start(MIDDLE, 'sleep 30');
    await running.until('in the middle');
    const [curl = '', ...words] = board.power.reset.split(' ');
    execFileSync(curl, words, { stdio: 'ignore' });
    await ends(running, 'bootloader-failed', 'the board started again while a command ran');
  });
});

it('a board that prints a megabyte without a newline does not disturb the job', async () => {
  const running = start(MIDDLE, 'sleep 5');
  await running.until('in the middle');
  await appendFile(join(directory, 'run', '1.uart'), 'x'.repeat(1 << 20));
  const { status, text, records } = await running.finished();
  expect(status, text()).toMatchObject({ health: 'complete' });
  const printed = records.filter(({ lvl }) => lvl === 'target').map(({ msg }) => String(msg));
  expect(printed.join('')).toContain('x'.repeat(1_000));
  expect(text()).toContain('more characters');
});
