// SPDX-License-Identifier: Apache-2.0
import type { Progress } from '@lava/kit/progress.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { NfsPlace } from '../artefact/deployed.ts';
import type { Connection } from '../console/connection.ts';
import type { Pattern } from '../console/pattern.ts';
import { ANY_SIGNAL, readSignal } from '../console/signal.ts';
import type { PlanContext } from '../engine/method.ts';
import type { Slot } from '../engine/slot.ts';
import type { Run } from '../engine/step.ts';
import { answerTime } from '../engine/waits.ts';
import { shellQuote } from '../host/shell-quote.ts';
import { shellConstant } from '../overlay/operating-system.ts';
import { promptPatterns } from './login.ts';

/** Silence after which something is typed to make a shell show its prompt again, milliseconds. */
const POKE_AFTER = 2_000;

/** Typed to get a prompt: a comment does nothing in any shell. */
const CHECK = '#';

/** Longest line that is typed; terminals take 4095 characters, slow boards fewer. */
const LONGEST_LINE = 400;

/** A shell that answers: an empty line brings a new prompt. */
export async function reachShell(run: Run, { block }: PlanContext, console: Slot<Connection>): Promise<void> {
  const connection = console.get();
  const prompts = promptPatterns(block);
  await connection.sendLine(run.progress, '');
  await awaitPrompt(run, connection, prompts);
}

/** Waits for a prompt, and asks again when none comes. */
export async function awaitPrompt(run: Run, connection: Connection, prompts: Pattern[]): Promise<void> {
  using limit = answerTime(run);
  while (!(await connection.expectOrSilence(limit, prompts, { silence: POKE_AFTER })))
    await connection.sendLine(limit, CHECK);
}

/** Sets the worker's variables for devices, and where the root is by NFS, in this shell and in those that start later. */
export async function exportEnvironment(
  run: Run,
  { job, board, block, os }: PlanContext,
  console: Slot<Connection>,
  nfs: NfsPlace | undefined,
): Promise<void> {
  const root = nfs && { NFS_ROOTFS: nfs.path, NFS_SERVER_IP: nfs.server };
  const variables = Object.entries({ ...run.job.host.envDut, ...root });
  if (variables.length === 0) return;
  const connection = console.get();
  const prompts = promptPatterns(block);
  const file = shellConstant({ job, board, os }, 'lava_test_shell_file');
  const exports = variables.map(([name, value]) => `export ${name}=${shellQuote(value)}`);
  for (const commands of pack(exports)) {
    const keep = file ? [`printf '%s\\n' ${commands.map(shellQuote).join(' ')} >> ${file}`] : [];
    for (const line of [commands.join('; '), ...keep]) {
      await connection.sendLine(run.progress, line);
      await awaitPrompt(run, connection, prompts);
    }
  }
}

/** Few long lines instead of many short ones: each costs a round trip. */
function pack(commands: string[]): string[][] {
  const lines: string[][] = [];
  let length = LONGEST_LINE;
  for (const command of commands) {
    length += command.length;
    if (length < LONGEST_LINE) lines.at(-1)?.push(command);
    else {
      lines.push([command]);
      length = command.length;
    }
  }
  return lines;
}

/**
 * Runs a command in the device's shell and checks its status.
 * @param says what it must print on the way: one of each list after the other
 * @throws LavaError `code` with what it printed, when the status is not 0
 */
export async function shellCommand(
  progress: Progress,
  connection: Connection,
  command: string,
  code: Code = 'overlay-failed',
  says: readonly (readonly Pattern[])[] = [],
): Promise<void> {
  // The echo of this line has no number after the word, so it is never taken for the answer.
  await connection.sendLine(progress, `${command}; printf "<LAVA_SIGNAL_RETRUNCODE $?>\\n"`);
  const { status, said, unsaid } = await answeredStatus(progress, connection, says);
  if (status === '0' && unsaid === undefined) return;
  if (status === '0')
    throw new LavaError(code, `the command has ended, and never printed ${unsaid}`, { hint: said });
  throw new LavaError(code, `the device answered status ${status} to: ${command}`, {
    hint: said,
  });
}

/** The kernel may print into the middle of it. */
async function answeredStatus(
  progress: Progress,
  connection: Connection,
  says: readonly (readonly Pattern[])[],
): Promise<{ status: string; said: string; unsaid: string | undefined }> {
  for (let i = 0; ; ) {
    const match = await connection.expect(progress, [ANY_SIGNAL, ...(says[i] ?? [])]);
    if (match.index > 0) {
      i++;
      continue;
    }
    const { name, text, damaged } = readSignal(match);
    if (name === 'RETRUNCODE' && !damaged && /^\d+$/.test(text)) {
      const unsaid = says[i]?.map(({ source }) => source).join(' or ');
      return { status: text, said: match.before.trim().slice(-500), unsaid };
    }
  }
}
