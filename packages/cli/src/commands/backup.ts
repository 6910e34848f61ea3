// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { findProgram } from '@lava/kit/doctor/machine.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import { Command } from 'commander';
import { action, type Context } from '../context.ts';
import { exitCode, UsageError } from '../exit-code.ts';

/**
 * `lava-server manage backup` and `restore`, on the server's host. The server's program runs as the account of the server,
 * which may not write where an admin wants the file; so the file is opened here, as who calls, and handed over open.
 */
export function backupCommand(): Command {
  return new Command('backup')
    .argument('<file>', 'a tar file to make, for its owner alone: it holds secrets; - for stdout')
    .action(action(backup));
}

export function restoreCommand(): Command {
  return new Command('restore')
    .argument('<file>', 'made by lava backup; - for stdin')
    .action(action(restore));
}

interface Summary {
  rows: Record<string, number>;
  logs: number;
  created?: string;
  version?: string;
}

async function backup(context: Context, file: string): Promise<number> {
  if (file === '-') return (await manage(['backup', '-'], ['ignore', 'inherit', 'inherit'])).status;
  if (existsSync(file)) throw new LavaError('conflict', `${file} is there already`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const fd = openFile(part, 'wx');
  try {
    const made = await manage(['--json', 'backup', '-'], ['ignore', fd, 'pipe']);
    if (made.status !== 0) {
      process.stderr.write(made.output);
      return refusal(made);
    }
    fsyncSync(fd);
    renameSync(part, file);
    const { rows, logs } = JSON.parse(made.output) as Summary;
    context.print({ file, rows, logs }, () => `${file}: ${rows.jobs ?? 0} jobs, ${logs} logs`);
    return 0;
  } finally {
    closeSync(fd);
    rmSync(part, { force: true });
  }
}

async function restore(context: Context, file: string): Promise<number> {
  const fd = file === '-' ? 0 : openFile(file, 'r');
  try {
    const { status, output } = await manage(['--json', 'restore', '-'], [fd, 'pipe', 'inherit']);
    if (status !== 0) return refusal({ status });
    const summary = JSON.parse(output) as Summary;
    const { rows, logs, created, version } = summary;
    context.print(
      summary,
      () => `restored ${rows.jobs ?? 0} jobs and ${logs} logs of ${created}, made by version ${version}`,
    );
    return 0;
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}

function refusal({ status }: { status: number }): number {
  return status === exitCode('interrupted') ? status : exitCode('refused');
}

/** Runs it to its end, also when somebody interrupts this program. `output` is what came through the pipe. */
async function manage(args: string[], stdio: StdioOptions): Promise<{ status: number; output: string }> {
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
  // Before it runs: what it has begun to write must not be left by a signal that comes at once.
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

function openFile(path: string, flags: 'r' | 'wx'): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (error) {
    throw new UsageError(`${path} cannot be opened: ${toLavaError(error).message}`);
  }
}
