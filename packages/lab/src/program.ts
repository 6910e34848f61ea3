// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { COMPILE_CACHE } from '@lava/kit/process/mains.ts';
import { NODE_FLAGS } from '@lava/kit/process/node-flags.ts';

/** A program of ours, running as users start it: a process of its own that outlives whoever started it. */
export interface Program {
  name: string;
  pid: number;
  /** Resolves with how it ended. */
  ended: Promise<string>;
  /** False once it has ended. */
  running(): boolean;
  /** SIGTERM, then SIGKILL after `grace` milliseconds. Resolves when it has ended. */
  stop(grace?: number): Promise<void>;
  /** SIGKILL: what a crash looks like. */
  kill(): Promise<void>;
  /** Last lines that it wrote. */
  logTail(lines?: number): string;
}

export interface ProgramOptions {
  name: string;
  /** Path of a program for `node`, then its arguments. */
  command: [string, ...string[]];
  env?: Record<string, string>;
  logFile: string;
  /** What it reads from its standard input, which is empty without it. */
  input?: string;
}

export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, command, env = {}, logFile, input } = options;
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [...NODE_FLAGS, ...command], {
    // A session of its own: Ctrl-C at the terminal is for the one who started this, who then stops it in order.
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', log, log],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...cleanEnvironment(), ...env },
  });
  closeSync(log);
  // One that ended before it read this has said why.
  child.stdin?.on('error', () => undefined).end(input);
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? `status ${code}`));
    child.on('error', (error) => resolve(error.message));
  });
  let alive = true;
  ended.then(() => {
    alive = false;
  });
  const logTail = (lines = 15) =>
    readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  if (child.pid === undefined) throw new Error(`${name} does not start: ${await ended}`);

  async function stop(grace = 15_000): Promise<void> {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), grace);
    await ended;
    clearTimeout(timer);
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }

  return { name, pid: child.pid, ended, running: () => alive, stop, kill, logTail };
}

/** Settings of ours in the caller's environment are for the caller's own server and worker, not for this one. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = /^(LAVA_(?!DEV_)|DATABASE_URL$|PG[A-Z])/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/**
 * Waits until `probe` gives something. A program that ends meanwhile ends the wait.
 *
 * @param timeout milliseconds
 * @throws Error with the end of the program's log
 */
export async function waitFor<T>(
  program: Program,
  what: string,
  probe: () => Promise<T | undefined>,
  timeout = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeout;
  let last: unknown;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 200)) {
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      last = error; // not yet; told when it never comes
    }
    if (!program.running()) throw failure(`ended with ${await program.ended}`);
    if (performance.now() > deadline) throw failure(`not within ${timeout / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  function failure(text: string): Error {
    return new Error(`${program.name} ${text}; its log ends with\n${program.logTail()}`, { cause: last });
  }
}
