// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from '@lava/kit/process/group.ts';
import { killAll } from '@lava/kit/process/hunt.ts';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { streamsOf } from './inherit.ts';

/** Where administrators' tools are, which the PATH of a service may lack. */
const SYSTEM_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** How long a tool may take to end after SIGTERM, milliseconds. */
const GRACE = 3_000;

/** How long output may still come after the end of a tool, milliseconds: what it left behind may hold the pipes forever. */
const LAST_WORDS = 500;

/** How long what left the group of a tool is hunted, milliseconds. */
const HUNT_TIME = 1_000;

/** Output of a tool that is kept, bytes of each stream. */
const KEPT_OUTPUT = 1024 * 1024;

/** Marks a tool and everything that comes from it, whatever session it goes to. */
const MARK = 'LAVA_TOOL';
let tools = 0;

export interface ToolResult {
  status: number;
  /** At most 1 MiB each; then comes a note that the rest was cut. */
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Text for its standard input. */
  input?: string;
  /** File descriptors in the place of its standard input and output. */
  stdin?: number;
  stdout?: number;
  /** A status other than 0 is the caller's business. */
  allowFailure?: boolean;
  /** Gets each line that it says, as soon as that is there. */
  line?: (text: string) => void;
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
 * Runs a program of the worker to its end, in a session of its own. What it leaves in its process group ends with it; a
 * program that goes to another session may live as long as the job. The deadline ends all of them.
 * @throws LavaError `host-tool-missing`; `host-tool-failed`, with what it said; the reason of `progress`
 */
export async function runTool(
  progress: Progress,
  [name = '', ...args]: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  progress.throwIfDone();
  const mark = `${process.pid}.${++tools}`;
  const child = start(name, requireTool(name), args, mark, options);
  const { line } = options;
  const output = { stdout: collect(child.stdout, line), stderr: collect(child.stderr, line) };
  child.stdin?.on('error', () => {
    // It need not read its input to the end; its status says whether that was right.
  });
  child.stdin?.end(options.input ?? '');
  const closed = new Promise<void>((resolve) => child.once('close', resolve));
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(doesNotStart(name, error)));
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
  let status: number;
  try {
    status = await progress.race(exited);
    await Promise.race([closed, sleep(LAST_WORDS, undefined, { ref: false })]);
    if (child.pid !== undefined) await endGroup(child.pid, GRACE);
  } catch (error) {
    if (child.pid !== undefined) {
      await endGroup(child.pid, GRACE);
      await killAll({ variable: `${MARK}=${mark}` }, HUNT_TIME);
    }
    throw error;
  } finally {
    for (const stream of child.stdio) stream?.destroy();
  }
  const result = { status, stdout: output.stdout(), stderr: output.stderr() };
  if (status !== 0 && !options.allowFailure) throw toolFailed(name, result);
  return result;
}

/** Programs say it in the C library's words, or in their own; unzip only says that it cannot write. */
export function saysDiskFull({ stderr, stdout }: ToolResult): boolean {
  return /no space left|disk quota exceeded|write error \(disk full\?\)/i.test(stderr.trim() || stdout);
}

function start(
  name: string,
  program: string,
  args: readonly string[],
  mark: string,
  options: ToolOptions,
): ChildProcess {
  const { stdin = 'pipe', stdout = 'pipe', cwd, env = process.env } = options;
  try {
    return spawn(program, args, {
      detached: true,
      stdio: streamsOf([stdin, stdout, 'pipe']),
      env: { ...env, [MARK]: mark },
      ...(cwd && { cwd }),
    });
  } catch (error) {
    throw doesNotStart(name, error);
  }
}

function doesNotStart(name: string, cause: unknown): LavaError {
  return new LavaError('host-tool-failed', `${name} does not start: ${(cause as Error).message}`, { cause });
}

export function toolFailed(name: string, result: ToolResult): LavaError {
  const { status, stderr, stdout } = result;
  const said = (stderr.trim() || stdout.trim()).slice(-2000);
  return new LavaError(
    saysDiskFull(result) ? 'disk-full' : 'host-tool-failed',
    `${name} failed with status ${status}${said === '' ? '' : `: ${said}`}`,
  );
}

/** Takes what a stream brings; returns the function that gives what is kept of it. */
function collect(stream: Readable | null, line?: (text: string) => void): () => string {
  const kept: Buffer[] = [];
  let room = KEPT_OUTPUT;
  if (line && stream) eachLine(stream, line);
  stream?.on('data', (chunk: Buffer) => {
    if (room >= 0) kept.push(room >= chunk.length ? chunk : chunk.subarray(0, room));
    if (room >= 0 && room < chunk.length) kept.push(Buffer.from('\n… [more output was cut]\n'));
    room -= room >= 0 ? chunk.length : 0;
  });
  // A pipe that breaks says no more than one that ends.
  stream?.on('error', () => undefined);
  return () => Buffer.concat(kept).toString();
}

/** Longest line that is waited for to be complete, characters. */
const LONGEST_LINE = 4096;

/** Lines end as on a terminal: a progress bar that is drawn again is one line each time. */
function eachLine(stream: Readable, line: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = `${rest}${decoder.write(chunk)}`.split(/[\r\n]+/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = '';
    }
    for (const each of lines) if (each !== '') line(each);
  });
  stream.on('close', () => {
    if (rest !== '') line(rest);
    rest = '';
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
