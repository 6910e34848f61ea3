// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { pathNames, quoted } from '../job/path.ts';
import { streamsOf } from './inherit.ts';
import { requireTool } from './tool.ts';

/** As many as an overlay may have. */
const MOST_ENTRIES = 300_000;

export interface GitTree {
  directory: string;
  commit: string;
  /** Whose tree it is, for messages. */
  what: string;
  env: Record<string, string>;
  /** Bytes that its files may have together. */
  most: number;
}

/**
 * Looks at all names and sizes of a commit before its files are made: a repository of some kilobytes can hold millions.
 * @throws LavaError `path-invalid`, `artefact-invalid`, with the name of the entry
 */
export async function judgeTree(
  progress: Progress,
  { directory, commit, what, env, most }: GitTree,
): Promise<void> {
  const args = ['-C', directory, 'ls-tree', '-r', '-l', '-z', '--full-tree', commit];
  const child = spawn(requireTool('git'), args, {
    env,
    stdio: streamsOf(['ignore', 'pipe', 'ignore']),
    signal: progress.signal,
  });
  const ended = once(child, 'close').catch(() => [1]);
  let entries = 0;
  let bytes = 0;
  let rest = '';
  try {
    for await (const chunk of child.stdout as Readable) {
      const lines = (rest + (chunk as Buffer).toString('latin1')).split('\0');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        // MODE TYPE OBJECT SIZE<tab>NAME
        const tab = line.indexOf('\t');
        const name = Buffer.from(line.slice(tab + 1), 'latin1').toString('utf8');
        pathNames(name, what);
        bytes += Number(line.slice(0, tab).split(/ +/)[3]) || 0;
        if (++entries > MOST_ENTRIES) throw refused(`more than ${MOST_ENTRIES} entries`, name);
        if (bytes > most) throw refused(`more than ${most} bytes`, name);
      }
    }
    const [status] = await ended;
    progress.throwIfDone();
    if (status !== 0) throw new LavaError('git-failed', `the files of ${what} cannot be listed`);
  } finally {
    child.kill('SIGKILL');
  }

  function refused(why: string, name: string): LavaError {
    return new LavaError('artefact-invalid', `${what} has ${why}; ${quoted(name)} is one too many`);
  }
}
