// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Deployed } from '../artefact/deployed.ts';
import type { Run } from '../engine/step.ts';
import { shellQuote } from '../host/shell-quote.ts';
import { systemError } from '../host/system-error.ts';
import { requireTool, runTool } from '../host/tool.ts';
import type { FlashFile, FlashRun, FlashTool } from './flash-tool.ts';

/** @throws LavaError `host-tool-missing`, and what the tool says of the job's files */
export function checkTool({ program, judge }: FlashTool, { files }: Deployed): void {
  requireTool(program);
  if (files.size === 0)
    throw new LavaError('job-invalid', `the deploy block has no file for ${program}`, {
      hint: 'its files are under `images`',
    });
  judge?.([...files].map(([name, { argument }]) => ({ name, argument })));
}

/** Runs a tool as often as it takes for all files. */
export async function flash(run: Run, tool: FlashTool, deployed: Deployed): Promise<void> {
  const files = plainFiles(run, deployed.files);
  for (const each of await tool.runs(run, files)) {
    await runFlashTool(run, tool.program, each);
    await each.after?.();
  }
  run.result({ success: files.map(({ name }) => name).join(' ') });
}

/**
 * Runs a tool that works on the board, and shows what it says while it says it.
 * @throws LavaError `host-tool-failed`, also when it does not say that it has worked
 */
export async function runFlashTool(run: Run, program: string, { args, cwd, says }: FlashRun): Promise<void> {
  await run.progress.race(run.log.ready);
  run.log.commandOutput(`Calling: ${[program, ...args].map(shellQuote).join(' ')}`);
  const { stdout, stderr } = await runTool(run.progress, [program, ...args], {
    env: run.job.host.env,
    line: (text) => run.log.commandOutput(`>> ${text}`),
    ...(cwd !== undefined && { cwd }),
  });
  if (says && !says.test(`${stdout}\n${stderr}`))
    throw new LavaError('host-tool-failed', `${program} ended without saying that it has worked`);
}

/** The files under names of plain characters, with the ending that tools know a format by. */
export function plainFiles(run: Run, files: Deployed['files']): FlashFile[] {
  const directory = mkdtempSync(join(run.job.host.workDir, 'flash-'));
  run.cleanup.add('remove the names of the files', () => rm(directory, { recursive: true, force: true }));
  return [...files].map(([name, { file, argument }], i) => {
    const { path } = file.get();
    const [ending = ''] = /\.[A-Za-z0-9]{1,10}$/.exec(path) ?? [];
    const plain = join(directory, `${i}-${name.replace(/[^\w-]/g, '_').slice(0, 60)}${ending}`);
    try {
      symlinkSync(path, plain);
    } catch (error) {
      throw systemError(error, `name of ${name}`);
    }
    return { name, path: plain, argument };
  });
}
