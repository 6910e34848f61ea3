// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { toLavaError } from '@lava/protocol/error/error.ts';
import { exitCode, UsageError } from '../../exit-code.ts';

/**
 * `lava-server manage backup` and `restore`, on the server's host. That program runs as the account of the server, which
 * may not write where an admin needs the file; so the file is opened here, as the caller, and handed over open.
 */

/** What the server's program says of a backup. */
export interface Summary {
  rows: Record<string, number>;
  logs: number;
  created?: string;
  version?: string;
}

export function refusal({ status }: { status: number }): number {
  return status === exitCode('interrupted') ? status : exitCode('refused');
}

/** Runs it to its end, also when this program is interrupted. `output` is what came through the pipe. */
export async function manage(
  args: string[],
  stdio: StdioOptions,
): Promise<{ status: number; output: string }> {
  const program = findProgram('lava-server');
  if (program === undefined) {
    throw new UsageError('lava-server is not installed on this machine: run this on the host of the server');
  }
  let child: ChildProcess | undefined;
  let interrupted = false;
  const stop = (signal: NodeJS.Signals) => {
    interrupted = true;
    child?.kill(signal);
  };
  // Before it runs: what it has begun to write must not be left behind by an early signal.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    child = spawn(program, ['manage', ...args], { stdio });
    const pipe = child.stdout ?? child.stderr;
    const [output, [status]] = await Promise.all([pipe ? text(pipe) : '', once(child, 'exit')]);
    const ended = typeof status === 'number' && !interrupted;
    return { status: ended ? status : exitCode('interrupted'), output };
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

export function openFile(path: string, flags: 'r' | 'wx'): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    throw new UsageError(`${path} cannot be opened: ${toLavaError(error).message}`);
  }
}
