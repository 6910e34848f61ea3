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
  const { userCommands } = run.job.board;
  const user = Object.hasOwn(userCommands, name) ? userCommands[name] : undefined;
  if (!user) throw unknownCommand(run, name);
  if (user.undo.length > 0) undoLater(run, name, user.undo);
  await runLines(run, `commands.users.${name}.do`, user.do);
}

/** At the end of the job; by the worker's daemon, when this process dies. */
function undoLater(run: Run, name: string, lines: readonly string[]): void {
  const key = `command ${name}`;
  const { leases } = run.job.host;
  leases.take(key, { kind: 'command', what: `undo the command ${name}`, undo: undoLines(run, lines) });
  run.cleanup.add(`undo the command ${name}`, async (progress) => {
    await runLines({ ...run, progress }, `commands.users.${name}.undo`, lines);
    leases.release(key);
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
  await run.progress.race(run.log.ready);
  for (const line of lines) {
    run.log.debug(`Calling: ${line}`);
    const started = performance.now();
    const result = await runTool(run.progress, splitShellWords(line), {
      env: run.job.host.env,
      allowFailure: true,
    });
    for (const said of `${result.stdout}${result.stderr}`.split('\n'))
      if (said !== '') run.log.commandOutput(`>> ${said}`);
    const duration = ((performance.now() - started) / 1000).toFixed(2);
    run.log.debug(`Returned ${result.status} in ${duration} seconds`);
    if (result.status !== 0)
      throw new LavaError(
        'host-tool-failed',
        `${where} of the device failed with status ${result.status}: ${line}`,
      );
  }
}
