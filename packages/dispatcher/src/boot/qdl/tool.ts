// SPDX-License-Identifier: Apache-2.0
import { globSync, lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { PlanContext } from '../../engine/method.ts';
import type { Run } from '../../engine/step.ts';
import type { FlashTool } from '../../flash/flash-tool.ts';
import { requireTool } from '../../host/tool.ts';
import { toolVersion } from '../../host/tool-version.ts';
import { listOf, textOf } from '../../job/read.ts';
import { checkPartitionTable } from './partition-tables.ts';
import type { QdlBlock, QdlDevice } from './schema.ts';

/** Versions: before the first, it takes whichever board it finds; from the second on, checksums can be left out. */
const SERIAL_SINCE = [2, 0];
const SKIP_SINCE = [2, 7];

export function qdlTool({ block, board, settings }: PlanContext<QdlBlock, QdlDevice>): FlashTool {
  const program = settings?.parameters?.command ?? 'qdl';
  return {
    step: 'flash-qdl',
    program,
    judge: () => {
      if (block.docker)
        throw new LavaError(
          'step-unavailable',
          'qdl in a container (`docker` in the boot block) is not supported yet',
          {
            hint: 'leave `docker` out: the job then runs with the qdl that is installed on the worker',
          },
        );
    },
    async runs(run, [archive]) {
      const root = realpathSync(archive?.path ?? '');
      const cwd = join(root, block.path ?? '.');
      const version = await versionOf(run, program);
      if (isBefore(version, SERIAL_SINCE))
        throw new LavaError(
          'host-tool-failed',
          `qdl on the worker is ${version.join('.')}; it must be 2.0 or later`,
        );
      const files = (patterns: unknown) =>
        listOf(patterns)
          .map(textOf)
          .flatMap((each) => matching(root, cwd, each));
      const tables = [block.rawprogram, block.patch].flatMap(files);
      for (const table of tables) checkPartitionTable(cwd, table);
      return [
        {
          cwd,
          args: [
            ...(isBefore(version, SKIP_SINCE) ? [] : ['--skipblock=sha256']),
            ...(block.debug ? ['--debug'] : []),
            ...(block.storage ? ['--storage', block.storage] : []),
            ...['--serial', board.serials.qdl ?? ''],
            ...files(block.firehose_program),
            ...tables,
          ],
        },
      ];
    },
  };
}

async function versionOf(run: Run, program: string): Promise<number[]> {
  const said = await toolVersion(run.progress, run.job.host.downloads.cache, requireTool(program));
  return (/\d+(\.\d+)*/.exec(said)?.[0] ?? '0').split('.').map(Number);
}

function isBefore(version: readonly number[], [major = 0, minor = 0]: readonly number[]): boolean {
  const [own = 0, ownMinor = 0] = version;
  return own < major || (own === major && ownMinor < minor);
}

/** Files of the archive by a pattern, in the order of their names; none outside of it. */
function matching(root: string, cwd: string, pattern: string): string[] {
  const found = globSync(pattern, { cwd })
    .filter((name) => {
      const path = join(cwd, name);
      return lstatSync(path).isFile() && realpathSync(path).startsWith(root + sep);
    })
    .sort();
  if (found.length === 0)
    throw new LavaError('artefact-invalid', `qcomflash has no file ${pattern}`, {
      hint: '`path` is the directory in the archive',
    });
  return found;
}
