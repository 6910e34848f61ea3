// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import type { Progress } from '@lava/kit/progress.ts';
import type { ArtefactCache } from '../../host/cache.ts';
import { runTool } from '../../host/tool.ts';

/** System calls that an emulator does not need once it runs; with it, what takes it over starts no program. */
const SANDBOX = 'on,obsolete=deny,elevateprivileges=deny,resourcecontrol=deny';
const NO_PROGRAMS = ',spawn=deny';

/** Networks that QEMU starts programs for. */
const STARTS_PROGRAMS = /^(tap|bridge)\b(?!.*\bscript=no\b)|helper=|smb=|cmd:|exec:|passt/;

/** `-sandbox`, where this QEMU was built with it and the device's options do not say otherwise. */
export async function sandboxOptions(
  progress: Progress,
  cache: ArtefactCache,
  program: string,
  command: readonly string[],
): Promise<string[]> {
  if (command.includes('-sandbox') || command.includes('-runas') || command.includes('-daemonize')) return [];
  if (!(await hasSandbox(progress, cache, program))) return [];
  const starts = command.some((word) => STARTS_PROGRAMS.test(word));
  return ['-sandbox', starts ? SANDBOX : `${SANDBOX}${NO_PROGRAMS}`];
}

/** Asked once for each installed file. */
async function hasSandbox(progress: Progress, cache: ArtefactCache, program: string): Promise<boolean> {
  const { mtimeMs, size } = statSync(program);
  const key = `sandbox of ${program} ${size} ${mtimeMs}`;
  const noted = cache.recall(key);
  if (noted !== undefined) return noted === 'yes';
  const tried = [program, '-sandbox', `${SANDBOX}${NO_PROGRAMS}`, '-version'];
  const { status } = await runTool(progress, tried, { allowFailure: true });
  cache.note(key, status === 0 ? 'yes' : 'no');
  return status === 0;
}
