// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FLAGS } from '@lava/kit/process/node-flags.ts';
import type { JobDir } from './job-dir.ts';

/** Program and first arguments of the dispatcher. */
export type DispatcherCommand = readonly [program: string, ...args: string[]];

const CHECKOUT = join(import.meta.dirname, '../../../dispatcher/src/main.ts');
const BUNDLED = join(import.meta.dirname, 'lava-run.js');

/** Beside this program: in a checkout the sources, in a package the bundled file, else what PATH has. */
export function defaultDispatcher(): DispatcherCommand {
  const file = [CHECKOUT, BUNDLED].find((path) => existsSync(path));
  return file ? [process.execPath, ...NODE_FLAGS, file] : ['lava-run'];
}

/** Marks every process of a job, also those that left its session; the name alone is not enough, see `killJob`. */
export function jobVariable(dir: JobDir): string {
  return `LAVA_JOB_DIR=${dir.path}`;
}

/**
 * Starts the dispatcher of a job so that it lives on without this daemon: in a session of its own, with files in the
 * place of pipes. Resolves when the process exists.
 *
 * @throws when the program cannot be started
 */
export function launch(
  command: DispatcherCommand,
  dir: JobDir,
  cachePath: string,
): Promise<ChildProcess & { pid: number }> {
  const out = openSync(dir.file('stdout.log'), 'a', 0o600);
  const err = openSync(dir.file('stderr.log'), 'a', 0o600);
  const [program, ...first] = command;
  const args = [...first, '--job-dir', dir.path, '--job-id', String(dir.job), '--cache-dir', cachePath];
  try {
    const child = spawn(program, args, {
      cwd: dir.path,
      detached: true,
      stdio: ['ignore', out, err],
      env: { ...process.env, LAVA_JOB_ID: String(dir.job), LAVA_JOB_DIR: dir.path },
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('spawn', () => {
        child.unref();
        resolve(child as ChildProcess & { pid: number });
      });
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
}
