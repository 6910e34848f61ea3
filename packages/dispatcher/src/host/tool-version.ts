// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import type { Progress } from '@lava/kit/progress.ts';
import type { ArtefactCache } from './cache.ts';
import { runTool } from './tool.ts';

/** Version that a program gives of itself; asked once for each installed file, since starting QEMU only for that takes long. */
export async function toolVersion(
  progress: Progress,
  cache: ArtefactCache,
  program: string,
): Promise<string> {
  const { mtimeMs, size } = statSync(program);
  const key = `version of ${program} ${size} ${mtimeMs}`;
  const noted = cache.recall(key);
  if (noted !== undefined) return noted;
  const { stdout } = await runTool(progress, [program, '--version'], { allowFailure: true });
  const version = /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  cache.note(key, version);
  return version;
}
