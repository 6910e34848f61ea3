// SPDX-License-Identifier: Apache-2.0
import { readText } from '@lava/kit/fs/read-text.ts';
import { type Client, createClient } from '@lava/protocol/api/client.ts';
import { isError, type LavaError, type Problem, toLavaError } from '@lava/protocol/error/error.ts';
import type { Command } from 'commander';
import { type Access, findAccess } from './credentials.ts';
import { exitCode, outcomeOfError, UsageError } from './exit-code.ts';
import { colourful, type Paint, painter } from './terminal.ts';

export interface GlobalOptions {
  url?: string;
  token?: string;
  json?: boolean;
}

/** What every command works with. */
export interface Context {
  options: GlobalOptions;
  /** Where requests go. @throws LavaError `unauthenticated` when no server is known */
  access(): Access;
  client(): Client;
  /** Prints for people or, with `--json`, for programs. `text` is only called when wanted. */
  print(value: unknown, text: () => string): void;
  /** Progress and remarks, for people alone: stderr, and nothing with `--json`. */
  note(text: string): void;
  paint: Paint;
}

export function createContext(options: GlobalOptions): Context {
  const access = () => findAccess(options);
  return {
    options,
    access,
    client() {
      const { url, token } = access();
      return createClient({ baseUrl: url, token });
    },
    print(value, text) {
      const shown = options.json ? JSON.stringify(value, null, 2) : text();
      process.stdout.write(shown.endsWith('\n') || shown === '' ? shown : `${shown}\n`);
    },
    note(text) {
      if (!options.json) process.stderr.write(`${text}\n`);
    },
    paint: painter(colourful()),
  };
}

/**
 * Wraps a command's function for commander: gives it the context, turns what it throws into a message and an exit code.
 * The function gets the positional arguments and the options; a number that it returns is the exit code.
 */
export function action<Args extends unknown[]>(
  run: (context: Context, ...args: Args) => Promise<number | undefined> | Promise<void>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const command = args.pop() as Command;
    const options = command.optsWithGlobals<GlobalOptions>();
    try {
      process.exitCode = (await run(createContext(options), ...(args as Args))) ?? 0;
    } catch (error) {
      process.exitCode = reportError(error, options.json ?? false);
    }
  };
}

/** Tells what went wrong on stderr; returns the exit code. */
export function reportError(thrown: unknown, json: boolean): number {
  if (thrown instanceof UsageError) {
    process.stderr.write(`error: ${thrown.message}\n`);
    return exitCode('usage');
  }
  const error = toLavaError(thrown);
  const { code, kind, message, hint, problems } = error;
  if (json) process.stderr.write(`${JSON.stringify({ error: { code, kind, message, hint, problems } })}\n`);
  else process.stderr.write(`${describeError(error)}\n`);
  return exitCode(outcomeOfError(error));
}

function describeError(error: LavaError): string {
  const paint = painter(colourful(process.stderr));
  const lines = [`${paint('red', 'error:')} ${error.message} ${paint('dim', `(${error.code})`)}`];
  for (const problem of error.problems) lines.push(`  ${describeProblem(problem)}`);
  if (error.hint) lines.push(`  ${error.hint}`);
  if (error.code === 'bug' && error.cause instanceof Error && error.cause.stack)
    lines.push(error.cause.stack);
  return lines.join('\n');
}

/** `job.yaml:3:5: unknown key "timeout" (did you mean "timeouts"?)`, a warning with that word before the message */
export function describeProblem(problem: Problem): string {
  const { message, where, hint } = problem;
  const { file, line, column = 1 } = where ?? {};
  const position =
    line === undefined ? '' : `${file === undefined ? 'line ' : `${file}:`}${line}:${column}: `;
  const path = !position && where?.path?.length ? `${where.path.join('.')}: ` : '';
  return `${position}${isError(problem) ? '' : 'warning: '}${path}${message}${hint ? ` (${hint})` : ''}`;
}

/** Text of a file, or of stdin for `-`. @throws UsageError when it cannot be read */
export function readInput(file: string): string {
  try {
    return readText(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** @throws UsageError for what is no number above 0 */
export function jobNumber(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) throw new UsageError(`"${text}" is not a job number`);
  return id;
}
