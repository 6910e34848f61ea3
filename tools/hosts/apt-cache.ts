// SPDX-License-Identifier: Apache-2.0
import { copyFileSync, linkSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '@lava/guest/payload.ts';
import type { Suite } from './root.ts';

/** Directories of apt that hosts of a suite take from each other, so that only the first one downloads. */
export const KEPT = [
  ['archives', '/var/cache/apt/archives'],
  ['lists', '/var/lib/apt/lists'],
] as const;

/** Oldest package index that is used without asking the mirror, milliseconds. */
const INDEX_AGE = 12 * 3_600_000;

const cacheOf = (suite: Suite, kept: string) => join(cacheDirectory(), 'apt', suite, kept);

/** Fills a host's own directories. Returns whether there is a package index in them that is fresh enough. */
export function takeDownloads(suite: Suite, directory: string): boolean {
  for (const [kept] of KEPT) {
    const to = join(directory, kept);
    mkdirSync(join(to, 'partial'), { recursive: true });
    mkdirSync(cacheOf(suite, kept), { recursive: true });
    for (const file of filesIn(cacheOf(suite, kept))) share(cacheOf(suite, kept), to, file);
  }
  const lists = cacheOf(suite, 'lists');
  const indexes = filesIn(lists).filter((name) => name.includes('_Packages'));
  return indexes.some((name) => Date.now() - statSync(join(lists, name)).birthtimeMs < INDEX_AGE);
}

/** Gives the next host what this one has downloaded. */
export function keepDownloads(suite: Suite, directory: string): void {
  for (const [kept] of KEPT) {
    const from = join(directory, kept);
    for (const file of filesIn(from)) share(from, cacheOf(suite, kept), file);
  }
}

function filesIn(directory: string): string[] {
  return (
    readdirSync(directory, { withFileTypes: true })
      // Neither what apt locks nor what another process is about to rename.
      .filter((entry) => entry.isFile() && entry.name !== 'lock' && !/\.\d+$/.test(entry.name))
      .map(({ name }) => name)
  );
}

/** apt replaces files and never writes into them, so a second name for the same one does, if it is on the same disk. */
function share(from: string, to: string, file: string): void {
  const [old, target] = [join(from, file), join(to, file)];
  if (statSync(target, { throwIfNoEntry: false })?.ino === statSync(old).ino) return;
  const between = `${target}.${process.pid}`;
  try {
    linkSync(old, between);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    copyFileSync(old, between);
  }
  renameSync(between, target);
}
