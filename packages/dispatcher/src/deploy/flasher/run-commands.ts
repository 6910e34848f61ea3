// SPDX-License-Identifier: Apache-2.0
import { dumpYaml } from '@lava/yaml/dump.ts';
import type { DeployedFile } from '../../artefact/deployed.ts';
import { runLabLines } from '../../board/commands.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { plainFiles } from '../../flash/run-tool.ts';
import type { FlasherBlock, FlasherDevice } from './schema.ts';

/** Commands of the device that its flash commands may call, by the name that stands for them. */
const COMMANDS = {
  ...{
    HARD_RESET_COMMAND: 'hard_reset',
    SOFT_REBOOT_COMMAND: 'soft_reboot',
    PRE_OS_COMMAND: 'pre_os_command',
  },
  ...{ PRE_POWER_COMMAND: 'pre_power_command', POWER_ON_COMMAND: 'power_on', POWER_OFF_COMMAND: 'power_off' },
};

/** Runs the flash commands of the lab; `{NAME}` is the file, or the address, of that name. */
export async function runFlasher(
  run: Run,
  { block, board, device, settings }: PlanContext<FlasherBlock, FlasherDevice>,
  files: ReadonlyMap<string, DeployedFile>,
): Promise<void> {
  const fetched = plainFiles(run, files);
  const addresses = Object.entries(block.images).filter(([, { download }]) => download === false);
  const commands = Object.entries(COMMANDS).map(([name, key]) => [
    name,
    (board.commands[key] ?? []).join(' && '),
  ]);
  await runLabLines(run, 'commands of flasher', settings.commands, {
    values: Object.fromEntries([
      ...fetched.map(({ name, path }) => [name.toUpperCase(), path]),
      ...addresses.map(([name, { url }]) => [name.toUpperCase(), url]),
    ]),
    own: {
      ...Object.fromEntries(commands),
      DEVICE_INFO: dumpYaml(device.device_info ?? []),
      STATIC_INFO: dumpYaml(device.static_info ?? []),
    },
    cwd: run.job.host.workDir,
  });
  run.result({ success: 'flashed' });
}
