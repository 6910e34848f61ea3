// SPDX-License-Identifier: Apache-2.0
import type { Undo } from '@lava/kit/leases/lease.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { runTool } from '../host/tool.ts';
import { BUILT_IN_COMMANDS } from '../job/built-in-commands.ts';
import { splitShellWords } from '../job/shell-words.ts';

/**
 * Runs one of the device's commands on the worker: a line or a list of lines, without a shell.
 * @param name key in `commands` of the device configuration
 * @throws LavaError `config-invalid` when the device has no such command, `host-tool-missing`, `host-tool-failed`
 */
export async function runDeviceCommand(run: Run, name: string): Promise<void> {
  if (POWERS.has(name)) leasePower(run);
  await runLines(run, `commands.${name}`, run.job.board.commands[name] ?? []);
  if (name === 'power_off') run.job.host.leases.release(POWER);
}

/** After these the board has power, so it must be taken away also when this process dies. */
const POWERS = new Set(['power_on', 'hard_reset']);
const POWER = 'power';

function leasePower(run: Run): void {
  const undo = undoLines(run, run.job.board.commands.power_off ?? []);
  if (undo.length > 0) run.job.host.leases.take(POWER, { kind: 'power', what: 'power off the board', undo });
}

function undoLines(run: Run, lines: readonly string[]): Undo[] {
  const commands = lines.map(splitShellWords).filter((words) => words.length > 0);
  return commands.map((words) => ({ run: words, env: run.job.host.env }));
}

/** A `command` block: a command that every device may have, or one of the device's own under `users`, undone at the end. */
export async function runUserCommand(run: Run, name: string): Promise<void> {
  if (name === 'stop_test_services') {
    const { testServices } = await import('./test-services.ts');
    for (const stop of testServices(run.job).values()) await stop(run.progress);
    return;
  }
  if (BUILT_IN_COMMANDS.some((each) => each === name)) return runDeviceCommand(run, name);
  const user = userCommandOf(run, name);
  if (!user) throw unknownCommand(run, name);
  if (user.undo.length > 0) undoLater(run, `the command ${name}`, `commands.users.${name}.undo`, user.undo);
  await runLines(run, `commands.users.${name}.do`, user.do);
}

/** @throws LavaError `job-invalid` when there is no command of this name for {@link runUserCommand} */
export function requireUserCommand(run: Run, name: string): void {
  if (!BUILT_IN_COMMANDS.some((each) => each === name) && !userCommandOf(run, name))
    throw unknownCommand(run, name);
}

function userCommandOf({ job }: Run, name: string) {
  const { userCommands } = job.board;
  return Object.hasOwn(userCommands, name) ? userCommands[name] : undefined;
}

/**
 * Runs lines of the lab at the end of the job; the worker's daemon does it when this process dies.
 * @param what is undone by them, e.g. `the command light`
 * @param where in the device's configuration they are
 */
export function undoLater(run: Run, what: string, where: string, lines: readonly string[]): void {
  const { leases } = run.job.host;
  leases.take(what, { kind: 'command', what: `undo ${what}`, undo: undoLines(run, lines) });
  run.cleanup.add(`undo ${what}`, async (progress) => {
    await runLines({ ...run, progress }, where, lines);
    leases.release(what);
  });
}

function unknownCommand({ job }: Run, name: string): LavaError {
  const { commands, userCommands } = job.board;
  const known = [...Object.keys(userCommands), ...BUILT_IN_COMMANDS.filter((each) => commands[each])];
  return new LavaError('job-invalid', `the device has no command ${name}`, {
    hint: `known: ${known.join(', ') || 'none'}`,
  });
}

async function runLines(run: Run, where: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0 || lines.some((line) => line.trim() === ''))
    throw new LavaError('config-invalid', `${where} of the device is empty`);
  await runLabLines(run, where, lines);
}

/** What the lines of the lab get of the job. */
export interface LabValues {
  /** By the name that stands for it, as `{NAME}`. */
  values?: Readonly<Record<string, string>>;
  /** The same of the lab itself, which may be anything. */
  own?: Readonly<Record<string, string>>;
  cwd?: string;
}

/**
 * Runs lines that the device's configuration has for the worker, one after the other, without a shell. A value stays one word,
 * whatever is in it.
 * @param where what of the device they are, for messages
 * @throws LavaError `host-tool-missing`, `host-tool-failed`; `job-invalid` for a value that a line cannot take
 */
export async function runLabLines(
  run: Run,
  where: string,
  lines: readonly string[],
  { values = {}, own = {}, cwd }: LabValues = {},
): Promise<void> {
  await run.progress.race(run.log.ready);
  for (const line of lines) {
    const words = splitShellWords(line).map((word) => checked(word, values, own));
    run.log.debug(`Calling: ${fillIn(line, { ...values, ...own })}`);
    const started = performance.now();
    const { status } = await runTool(run.progress, words, {
      env: run.job.host.env,
      allowFailure: true,
      line: (text) => run.log.commandOutput(`>> ${text}`),
      ...(cwd !== undefined && { cwd }),
    });
    const duration = ((performance.now() - started) / 1000).toFixed(2);
    run.log.debug(`Returned ${status} in ${duration} seconds`);
    if (status !== 0)
      throw new LavaError('host-tool-failed', `${where} of the device failed with status ${status}: ${line}`);
  }
}

/** A word with a blank may be a line for a shell: only what no shell takes for more than text goes into it. */
function checked(
  word: string,
  values: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): string {
  return fillIn(word, { ...values, ...own }, (name, value) => {
    if (!Object.hasOwn(own, name) && /\s/.test(word) && !/^[\w./:@%+,=~-]*$/.test(value))
      throw new LavaError('job-invalid', `${name} has characters that no command of the device takes`, {
        hint: 'letters, digits and . / : @ % + , = ~ - _ are taken',
      });
  });
}

function fillIn(
  text: string,
  values: Readonly<Record<string, string>>,
  check?: (name: string, value: string) => void,
): string {
  return text.replace(/\{([A-Z][A-Z0-9_-]*)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) check?.(name, value);
    return value ?? whole;
  });
}
