// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Run } from '../engine/step.ts';
import { runTool } from '../host/tool.ts';
import { at, listOf } from '../job/read.ts';
import { splitShellWords } from '../job/shell-words.ts';

/**
 * Runs one of the device's commands on the worker: a line or a list of lines, without a shell.
 * @param name key in `commands` of the device configuration
 * @throws LavaError `config-invalid` when the device has no such command, `host-tool-missing`, `host-tool-failed`
 */
export async function runDeviceCommand(run: Run, name: string): Promise<void> {
  await runLines(run, `commands.${name}`, run.job.device.commands?.[name]);
}

/** Names that `command` blocks may use without the device's configuration naming them. */
const BUILT_IN = [
  'hard_reset',
  'power_off',
  'power_on',
  'pre_os_command',
  'pre_power_command',
  'recovery_exit',
  'recovery_mode',
];

/** A `command` block: a command that every device may have, or one of the device's own under `users`, undone at the end. */
export async function runUserCommand(run: Run, name: string): Promise<void> {
  if (BUILT_IN.includes(name)) return runDeviceCommand(run, name);
  const user = at(run.job.device.commands, 'users', name);
  if (user === undefined) {
    const known = Object.keys((at(run.job.device.commands, 'users') as object | undefined) ?? {});
    throw new LavaError('job-invalid', `the device has no command ${name}`, {
      hint: `known: ${[...known, ...BUILT_IN.filter((each) => run.job.device.commands?.[each])].join(', ') || 'none'}`,
    });
  }
  const undo = at(user, 'undo');
  if (undo)
    run.cleanup.add(`undo the command ${name}`, (progress) =>
      runLines({ ...run, progress }, `commands.users.${name}.undo`, undo),
    );
  await runLines(run, `commands.users.${name}.do`, at(user, 'do'));
}

async function runLines(run: Run, where: string, command: unknown): Promise<void> {
  const lines = listOf(command).map(String);
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
