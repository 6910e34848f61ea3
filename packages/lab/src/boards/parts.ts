// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTail } from '@lava/kit/fs/regular-file.ts';
import { findProcesses, killAll, signal } from '@lava/kit/process/hunt.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Place } from './place.ts';

/**
 * Programs of a lab. They outlive the command that started them and are known by a variable in their environment, so none is
 * mistaken for another and none is lost, whatever became of numbers and files.
 */

/** How long a program may take to be ready, milliseconds. */
const PATIENCE = 30_000;
/** How long programs may take to end after SIGTERM, and after SIGKILL, milliseconds. */
const GRACE = 3_000;
const AFTER_KILL = 10_000;

const labVariable = ({ directory }: Place) => `LAVA_LAB=${directory}`;

/** Also what the power script gives to the emulator. */
export const partVariable = ({ directory }: Place, part: string) => `LAVA_LAB_PART=${directory}/${part}`;

export function isRunning(place: Place, part: string): boolean {
  return findProcesses({ variable: partVariable(place, part) }).length > 0;
}

export const logOf = ({ run }: Place, part: string): string => join(run, `${part}.log`);

/** Starts one in a session of its own, which writes its log itself, under its own account. */
export function startPart(place: Place, part: string, command: readonly string[]): void {
  const script = 'exec "$@" >>"$0" 2>&1';
  const child = spawn('sh', ['-c', script, logOf(place, part), ...command], {
    ...place.account,
    detached: true,
    stdio: 'ignore',
    cwd: '/',
    env: environment(place, part),
  });
  child.on('error', () => undefined); // whoever waits for it says so
  child.unref();
}

/** Of all programs of the lab. */
export function environment(place: Place, part: string): Record<string, string> {
  return {
    PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`,
    LANG: 'C.UTF-8',
    HOME: place.run,
    LAVA_LAB: place.directory,
    LAVA_LAB_PART: `${place.directory}/${part}`,
  };
}

export async function endPart(place: Place, part: string): Promise<void> {
  await end(partVariable(place, part));
}

/** Ends every program of the lab, also one that no file knows any more. @throws LavaError `host-tool-failed` when something is left */
export async function endAll(place: Place): Promise<void> {
  const left = await end(labVariable(place));
  if (left.length === 0) return;
  throw new LavaError('host-tool-failed', `these processes of the lab do not end: ${left.join(', ')}`);
}

async function end(variable: string): Promise<number[]> {
  for (const { pid } of findProcesses({ variable })) signal(pid, 'SIGTERM');
  const deadline = performance.now() + GRACE;
  while (findProcesses({ variable }).length > 0 && performance.now() < deadline) await sleep(50);
  return (await killAll({ variable }, AFTER_KILL)).map(({ pid }) => pid);
}

/** @throws LavaError `host-tool-failed` with the end of its log, also when the part has ended */
export async function untilReady(
  place: Place,
  part: string,
  test: () => boolean | Promise<boolean>,
  patience = PATIENCE,
): Promise<void> {
  const deadline = performance.now() + patience;
  // It is there a little later than it was started.
  for (let looks = 0; !(await test()); looks++) {
    const dead = looks > 20 && !isRunning(place, part);
    if (dead || performance.now() > deadline)
      throw new LavaError('host-tool-failed', `${part} ${dead ? 'has ended' : 'is not ready'}`, {
        hint: `its log, ${logOf(place, part)}, ends with: ${logTail(place, part) || '(nothing)'}`,
      });
    await sleep(50);
  }
}

/** The last that a part wrote. */
export function logTail(place: Place, part: string): string {
  try {
    return readTail(logOf(place, part), 1_000).toString().trim();
  } catch {
    return ''; // it has not written anything
  }
}

export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
