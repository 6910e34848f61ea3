// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { pathNames, quoted } from '../job/path.ts';
import type { Allowance } from './allowance.ts';
import { gitCommand } from './git-command.ts';
import { streamsOf } from './inherit.ts';
import { requireTool } from './tool.ts';

/** As many as an overlay may have. */
const MOST_ENTRIES = 300_000;

/** Longer than any path with its size, characters. */
const LONGEST_LINE = 16 * 1024;

/** What a repository may become together with all its submodules. */
export interface GitRoom {
  allowance: Allowance;
  entries: number;
}

/** Place and commit of a submodule. */
export interface GitLink {
  path: string;
  commit: string;
}

export interface GitTree {
  directory: string;
  commit: string;
  /** Whose tree it is, for messages. */
  what: string;
  env: Record<string, string>;
  room: GitRoom;
}

/**
 * Looks at all names and sizes of a commit before its files are made: a repository of some kilobytes can hold millions.
 * @returns its submodules
 * @throws LavaError `path-invalid`, `artefact-invalid`, `disk-full`, with the name of the entry
 */
export async function judgeTree(
  progress: Progress,
  { directory, commit, what, env, room }: GitTree,
): Promise<GitLink[]> {
  const list = ['-C', directory, 'ls-tree', '-r', '-l', '-z', '--full-tree', commit];
  const [program = '', ...args] = gitCommand(list);
  const child = spawn(requireTool(program), args, {
    env,
    stdio: streamsOf(['ignore', 'pipe', 'ignore']),
    signal: progress.signal,
  });
  const ended = once(child, 'close').catch(() => [1]);
  const links: GitLink[] = [];
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
        const [, type, object = '', size] = line.slice(0, tab).split(/ +/);
        if (type === 'commit') links.push({ path: name, commit: object });
        room.allowance.take(Number(size) || 0, `${what}, ${quoted(name)},`);
        if (++room.entries > MOST_ENTRIES)
          throw refused(`has more than ${MOST_ENTRIES} entries; ${quoted(name)} is one too many`);
      }
      if (rest.length > LONGEST_LINE)
        throw refused(`has a path that is too long: ${quoted(rest.slice(rest.indexOf('\t') + 1))}`);
    }
    const [status] = await ended;
    progress.throwIfDone();
    if (status !== 0) throw new LavaError('git-failed', `the files of ${what} cannot be listed`);
    return links;
  } finally {
    child.kill('SIGKILL');
  }

  function refused(why: string): LavaError {
    return new LavaError('artefact-invalid', `${what} ${why}`);
  }
}
