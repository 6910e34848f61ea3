// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from './group.ts';

export interface BoundedRun {
  /** Exit status; undefined when it had to be killed, was killed, or could not be started. */
  status: number | undefined;
  /** The last that it said on its standard error, or why it has no status. */
  said: string;
}

/** How much of what it says is kept, characters; how long it has to end after SIGTERM, milliseconds. */
const KEPT = 2_000;
const GRACE = 2_000;

/**
 * Runs a program without a shell, in a session of its own, for no longer than this. Never throws, and returns in time also
 * when the program is stuck in the kernel or has left a child that holds its output.
 *
 * @param time milliseconds
 */
export async function runBounded(
  [program = '', ...args]: readonly string[],
  time: number,
  env: Record<string, string | undefined> = process.env,
): Promise<BoundedRun> {
  let said = '';
  let exited: Promise<BoundedRun['status'] | Error>;
  let pid: number | undefined;
  try {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
      cwd: '/',
    });
    pid = child.pid;
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-KEPT);
    });
    exited = new Promise((resolve) => {
      child.once('error', resolve);
      child.once('close', (code) => resolve(code ?? undefined));
      // What it left behind may hold its output forever.
      child.once('exit', (code) => setTimeout(() => resolve(code ?? undefined), 100).unref());
    });
    const timer = new AbortController();
    const late = sleep(time, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
    const outcome = await Promise.race([exited, late]);
    timer.abort();
    if (pid !== undefined) await endGroup(pid, GRACE);
    child.stderr.destroy();
    if (outcome === 'late') return { status: undefined, said: `it took longer than ${time / 1000} s` };
    if (outcome instanceof Error) return { status: undefined, said: outcome.message };
    return { status: outcome, said: said.trim() };
  } catch (error) {
    return { status: undefined, said: (error as Error).message };
  }
}
