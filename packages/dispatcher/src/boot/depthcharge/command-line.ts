// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import {
  deployedPlaces,
  placeholderValues,
  prepareCommands,
  servedFolder,
} from '../../bootloader/commands.ts';
import { fillIn } from '../../bootloader/placeholders.ts';
import type { PlannedDialogue } from '../../bootloader/planned-dialogue.ts';
import type { Connection } from '../../console/connection.ts';
import { pattern } from '../../console/pattern.ts';
import type { Run } from '../../engine/step.ts';
import { waitTime } from '../../engine/waits.ts';
import { serveText } from '../../host/tftp.ts';
import type { Board } from '../../job/board.ts';

/** Serves the command line of the kernel, which depthcharge loads as a file, and works out what is typed. */
export async function prepareDepthcharge(run: Run, dialogue: PlannedDialogue, more = ''): Promise<void> {
  const places = deployedPlaces(dialogue);
  const folder = servedFolder(dialogue);
  const kernel = places?.get('kernel');
  if (kernel === undefined)
    throw new LavaError('job-invalid', 'depthcharge boots a kernel, and the job has none');
  const line = [commandLine(run, dialogue), more].filter((part) => part !== '').join(' ');
  run.log.debug(`command line of the kernel: ${line}`);
  const cmdline = await serveText(folder, 'cmdline', `${line}\n`);
  // A FIT image has the ramdisk in it; so has the command of an x86 board an empty word for a job without one.
  const ramdisk = kernel.endsWith('.itb') ? '' : (places?.get('ramdisk') ?? '');
  await prepareCommands(run, dialogue, {
    ...{ CMDLINE: cmdline, DEPTHCHARGE_KERNEL: kernel, DEPTHCHARGE_RAMDISK: ramdisk },
  });
}

/** That of the device's list of commands. */
function commandLine(run: Run, dialogue: PlannedDialogue): string {
  const { block, board } = dialogue.context;
  const { commands } = block as { commands?: unknown };
  const name = typeof commands === 'string' ? commands : '';
  const line = board.bootloaders.depthcharge?.commandLines[name] ?? '';
  const { commands: lines, dropped } = fillIn([line], placeholderValues(run, dialogue));
  const [missing] = dropped;
  if (!missing) return lines[0] ?? '';
  throw new LavaError(
    'job-invalid',
    `the kernel's command line needs {${missing.name}}, which this job has not`,
    {
      hint: `the list ${name} of the device has: ${line}`,
    },
  );
}

/** @throws LavaError `device-invalid` when the device does not say how depthcharge starts */
export async function awaitStart(run: Run, board: Board, connection: Connection): Promise<void> {
  const message = board.bootloaders.depthcharge?.startMessage;
  if (message === undefined)
    throw new LavaError('device-invalid', 'depthcharge of the device has no start_message');
  run.log.debug(`Wait for the bootloader: ${message}`);
  using limit = waitTime(run);
  await connection.expect(limit, [pattern(message)]);
}
