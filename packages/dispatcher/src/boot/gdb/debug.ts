// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Deployed } from '../../artefact/deployed.ts';
import { consolesOf } from '../../board/consoles.ts';
import { pattern } from '../../console/pattern.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import { waitTime } from '../../engine/waits.ts';
import { fillFiles } from '../../flash/fill.ts';
import type { FlashFile } from '../../flash/flash-tool.ts';
import { plainFiles } from '../../flash/run-tool.ts';
import { requireTool } from '../../host/tool.ts';
import { commandSet, type GdbBlock, type GdbDevice } from './schema.ts';

type Context = PlanContext<GdbBlock, GdbDevice>;

const PROMPT = pattern('\\(gdb\\) ');

/** Whatever files of the worker's user say; nothing is asked, and nothing is shown page by page. */
const OWN = ['-nx', '-quiet', '-iex', 'set confirm off', '-iex', 'set pagination off'];

/** Seconds before the program runs on, where the device says nothing else. */
const WAIT = 0;

/** @throws LavaError `job-invalid`, `host-tool-missing`, `step-unavailable` */
export function check(context: Context, { files }: Deployed): void {
  const { block, settings } = context;
  if (block.container || commandSet(settings, block.commands).docker?.use)
    throw new LavaError('step-unavailable', 'gdb in a container is not supported yet', {
      hint: 'leave `container` out, and set docker.use of the device to false: gdb of the worker then runs',
    });
  requireTool(programOf(context));
  wordsOf(
    context,
    [...files.keys()].map((name) => ({ name, path: name, argument: undefined })),
  );
}

/** Loads the program by the commands of the device, and lets it run. Gdb stays until the job ends. */
export async function debug(run: Run, context: Context, deployed: Deployed): Promise<void> {
  const { args, lines } = wordsOf(context, plainFiles(run, deployed.files));
  const { namespace } = run.step;
  const name = 'gdb';
  const command = [programOf(context), ...OWN, ...args];
  const gdb = await consolesOf(run.job).open(run.progress, command, {
    name,
    namespace,
    env: run.job.host.env,
  });
  run.cleanup.add('end gdb', () => consolesOf(run.job).close(namespace, name));
  using limit = waitTime(run);
  await gdb.expect(limit, [PROMPT]);
  for (const line of lines) {
    await gdb.sendLine(run.progress, line);
    await gdb.expect(limit, [PROMPT]);
  }
  await run.progress.sleep((context.settings.parameters?.wait_before_continue ?? WAIT) * 1000);
  await gdb.sendLine(run.progress, 'continue');
  run.result({ success: 'the program runs' });
}

function programOf({ settings }: Context): string {
  return settings.parameters?.command ?? 'gdb';
}

function wordsOf(
  { block, board, settings }: Context,
  files: readonly FlashFile[],
): { args: string[]; lines: string[] } {
  const { arguments: args, commands } = commandSet(settings, block.commands);
  const scripts = settings.parameters?.allow_job_scripts === true;
  const fill = (text: string) => fillFiles(text, { files, scripts, more: { BOARD_ID: board.serials.board } });
  return { args: args.map(fill), lines: commands.map(fill) };
}
