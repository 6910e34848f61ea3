// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { MALLOC_SETTINGS, NODE_FLAGS } from '@lava/kit/process/node-flags.ts';
import type { JobDir } from './job-dir.ts';

/** Program and first arguments of the dispatcher. */
export type DispatcherCommand = readonly [program: string, ...args: string[]];

export interface JobPlace {
  /** Of the downloads that jobs share. */
  cachePath: string;
  /** That a job has after its end or its cancel, seconds. */
  cleanupTime: number;
}

export type Child = ChildProcess & { pid: number };

const CHECKOUT = join(import.meta.dirname, '../../../dispatcher/src/main.ts');
const BUNDLED = join(import.meta.dirname, 'lava-run.js');

/** Next to this program: in a checkout the sources, in a package the bundled file, else what PATH has. */
export function defaultDispatcher(): DispatcherCommand {
  const file = [CHECKOUT, BUNDLED].find((path) => existsSync(path));
  return file ? [process.execPath, ...NODE_FLAGS, file] : ['lava-run'];
}

/** Marks every process of a job, also those that left its session; the name alone is not enough, see `killJob`. */
export function jobVariable(dir: JobDir): string {
  return `LAVA_JOB_DIR=${dir.path}`;
}

/** To append to a file without waiting for anybody, whatever it is. */
const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NONBLOCK;

/** Starts the dispatcher of a job. @throws when the program cannot be started */
export function launch(command: DispatcherCommand, dir: JobDir, place: JobPlace): Promise<Child> {
  const { cachePath, cleanupTime } = place;
  const args = ['--job-dir', dir.path, '--job-id', String(dir.job), '--cache-dir', cachePath];
  args.push('--cleanup-time', String(cleanupTime));
  return spawnDetached(command, args, dir.path, { LAVA_JOB_ID: String(dir.job), LAVA_JOB_DIR: dir.path });
}

/**
 * Starts a dispatcher so that it lives on without this daemon: in a session of its own, with files in the place of
 * pipes. Resolves when the process exists.
 *
 * @param path its working directory, where `stdout.log` and `stderr.log` go
 * @throws when the program cannot be started
 */
export function spawnDetached(
  [program, ...first]: DispatcherCommand,
  args: readonly string[],
  path: string,
  env: Record<string, string>,
): Promise<Child> {
  const out = openSync(join(path, 'stdout.log'), APPEND, 0o600);
  const err = openSync(join(path, 'stderr.log'), APPEND, 0o600);
  try {
    const child = spawn(program, [...first, ...args], {
      cwd: path,
      detached: true,
      stdio: ['ignore', out, err],
      env: { ...process.env, ...MALLOC_SETTINGS, ...env },
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('spawn', () => {
        child.unref();
        resolve(child as Child);
      });
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
}
