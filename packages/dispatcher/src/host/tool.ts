// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Where administrators' tools are, which the PATH of a service may lack. */
const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** How long a tool may take to end after SIGTERM, milliseconds. */
const GRACE = 3_000;

/** Output of a tool that is kept for messages, bytes. */
const KEPT_OUTPUT = 1024 * 1024;

export interface ToolResult {
  status: number;
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Text for its standard input. */
  input?: string;
  /** A status other than 0 is the caller's business. */
  allowFailure?: boolean;
  /** Takes its standard output instead of the result. */
  onStdout?: (chunk: Buffer) => void;
}

/** Full path of a program, or undefined when the worker has none of that name. */
export function findTool(name: string): string | undefined {
  if (name.includes('/')) return isExecutable(name) ? name : undefined;
  const directories = [...(process.env.PATH ?? '/usr/bin:/bin').split(delimiter), ...SYSTEM_DIRECTORIES];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

/** @throws LavaError `host-tool-missing` */
export function requireTool(name: string): string {
  const path = findTool(name);
  if (path) return path;
  throw new LavaError('host-tool-missing', `${name} is not installed on the worker`);
}

/**
 * Runs a program of the worker to its end; the deadline ends it.
 * @throws LavaError `host-tool-missing`; `host-tool-failed`, with what it said; the reason of `progress`
 */
export async function runTool(
  progress: Progress,
  [name = '', ...args]: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  progress.throwIfDone();
  const program = requireTool(name);
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.cwd && { cwd: options.cwd }),
    ...(options.env && { env: options.env }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  collect(child, 'stdout', stdout, options.onStdout);
  collect(child, 'stderr', stderr);
  child.stdin?.on('error', () => {
    // It need not read its input to the end; its status says whether that was right.
  });
  child.stdin?.end(options.input ?? '');
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
  let status: number;
  try {
    status = await progress.race(ended);
  } catch (error) {
    await stop(child, ended);
    throw error;
  }
  const result = {
    status,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  };
  if (status !== 0 && !options.allowFailure) throw toolFailed(name, result);
  return result;
}

export function toolFailed(name: string, { status, stderr, stdout }: ToolResult): LavaError {
  const said = (stderr.trim() || stdout.trim()).slice(-2000);
  const full = /no space left on device/i.test(said);
  return new LavaError(
    full ? 'disk-full' : 'host-tool-failed',
    `${name} failed with status ${status}${said === '' ? '' : `: ${said}`}`,
  );
}

async function stop(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), GRACE);
  await ended.catch(() => undefined);
  clearTimeout(kill);
}

function collect(
  child: ChildProcess,
  name: 'stdout' | 'stderr',
  into: Buffer[],
  take?: (chunk: Buffer) => void,
): void {
  let size = 0;
  child[name]?.on('data', (chunk: Buffer) => {
    if (take) take(chunk);
    else if (size < KEPT_OUTPUT) {
      size += chunk.length;
      into.push(chunk);
    }
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: either way it cannot be run.
    return false;
  }
}
