// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a lab consists of; somebody's `tail -f` of its log is none of it. */
const PROGRAM = /^(\S*\/)?(node|postgres|qemu-[\w-]+|lava-[\w-]+) /;

/** Programs whose command line names a file below `directory`: what a lab that was killed has left. */
export function processesOf(directory: string): { pid: number; command: string }[] {
  const found: { pid: number; command: string }[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const command = commandLine(pid);
    if (PROGRAM.test(command) && command.includes(`${directory}/`)) found.push({ pid, command });
  }
  return found;
}

/**
 * Ends them all: PostgreSQL by its fast shutdown, the rest by SIGTERM, what is left after `grace` milliseconds by
 * SIGKILL.
 */
export async function endLeftovers(directory: string, grace: number): Promise<void> {
  const deadline = performance.now() + grace;
  const told = new Set<number>();
  for (let left = processesOf(directory); left.length > 0; left = processesOf(directory)) {
    const late = performance.now() > deadline;
    for (const { pid, command } of left) {
      if (told.has(pid) && !late) continue;
      told.add(pid);
      signal(pid, late ? 'SIGKILL' : /\bpostgres\b/.test(command) ? 'SIGINT' : 'SIGTERM');
    }
    await sleep(20);
    if (performance.now() > deadline + 10_000) {
      throw new Error(`these do not end: ${left.map(({ pid }) => pid).join(' ')}`);
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it ended by itself
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // it ended meanwhile
  }
}
