// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from '../job/path.ts';
import { gitFailed, isRefusal } from './git-refusal.ts';
import { type GitLink, type GitRoom, judgeTree } from './git-tree.ts';
import type { ToolResult } from './tool.ts';

/** Submodules of a repository, characters of their names, and submodules within another: one may hold itself. */
const MOST = 500;
const MOST_NAMES = 256 * 1024;
const MOST_DEPTH = 10;

const URLS = '^submodule[.].*[.]url$';

export interface Nested {
  directory: string;
  /** Of the repository that holds them all, for messages. */
  url: string;
  links: readonly GitLink[];
  room: GitRoom;
  env: Record<string, string>;
  git(directory: string, args: string[]): Promise<ToolResult>;
}

/**
 * Submodules of a repository and theirs: git clones each, and its files are made when they have been judged.
 * @throws LavaError `git-missing`, `git-failed`; what {@link judgeTree} throws
 */
export async function takeSubmodules(progress: Progress, nested: Nested, depth = 1): Promise<void> {
  const { directory, url, links, room, env } = nested;
  if (links.length === 0) return;
  if (links.length > MOST || depth > MOST_DEPTH)
    throw new LavaError(
      'artefact-invalid',
      `${url} has more than ${MOST} submodules in one place, or ${MOST_DEPTH} in one another`,
    );
  await git(directory, 'submodule', '--quiet', 'init');
  const list = ['config', '--name-only', '-z', '--get-regexp', URLS];
  const { stdout: names } = await nested.git(directory, list);
  if (names.length > MOST_NAMES)
    throw new LavaError('artefact-invalid', `the names of the submodules of ${url} are too long`);
  // A command takes the place of the checkout.
  for (const name of names.split('\0').filter((each) => each !== ''))
    await git(directory, 'config', name.replace(/url$/, 'update'), '!true');
  await git(directory, 'submodule', '--quiet', 'update');
  for (const { path, commit } of links) {
    const place = join(directory, path);
    if (!existsSync(join(place, '.git'))) continue;
    const what = `${url}, submodule ${quoted(path)}`;
    const more = await judgeTree(progress, { directory: place, commit, what, env, room });
    await git(place, 'checkout', '--quiet', '--force', '--detach', commit, '--');
    await takeSubmodules(progress, { ...nested, directory: place, links: more }, depth + 1);
  }

  async function git(at: string, ...args: string[]): Promise<string> {
    const result = await nested.git(at, args);
    if (result.status === 0) return result.stdout;
    const code = (await isRefusal(result.stderr)) ? 'git-missing' : 'git-failed';
    throw gitFailed(`the submodules of ${url} cannot be cloned`, result, code);
  }
}
