// SPDX-License-Identifier: Apache-2.0
import { existsSync, lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '@lava/kit/fs/regular-file.ts';

/** How often, and after what time without use, small leftovers are removed, milliseconds. */
const DAY = 24 * 60 * 60 * 1000;
const KEEP_PARTIAL = 2 * DAY;
const KEEP_NOTES = 90 * DAY;

/** More is not a note of ours, bytes. */
export const MAX_NOTE = 64 * 1024;

/**
 * Drops the blobs that were not used for longest until the limit is kept; `fresh` stays.
 * @param limit bytes
 */
export function evict(root: string, limit: number, fresh: string): void {
  const directory = join(root, 'blobs');
  const files = readdirSync(directory)
    .map((name) => ({
      path: join(directory, name),
      stat: lstatSync(join(directory, name), { throwIfNoEntry: false }),
    }))
    .flatMap(({ path, stat }) => (stat ? [{ path, size: stat.blocks * 512, used: stat.atimeMs }] : []));
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= limit) return;
    if (path === fresh) continue;
    rmSync(path, { force: true, recursive: true });
    total -= size;
  }
}

/** Once a day: downloads that nobody took up again, and what is noted of blobs that are gone or of addresses that nobody asks for. */
export function cleanCache(root: string): void {
  const stamp = join(root, 'cleaned');
  const now = Date.now();
  const last = lstatSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  if (last !== undefined && Math.abs(now - last) < DAY) return;
  // It may be of another account.
  rmSync(stamp, { force: true, recursive: true });
  writeFileSync(stamp, '');
  sweep(join(root, 'partial'), (path) => age(path, now) > KEEP_PARTIAL);
  sweep(join(root, 'notes'), (path) => age(path, now) > KEEP_NOTES);
  sweep(join(root, 'checked'), (_path, name) => !existsSync(join(root, 'blobs', name)));
  const gone = (sha256: string | undefined) =>
    sha256 === undefined || !existsSync(join(root, 'blobs', sha256));
  sweep(join(root, 'sums'), (path) => gone(/^[0-9a-f]{64}$/.exec(textOf(path))?.[0]));
  sweep(join(root, 'known'), (path) => gone(/"sha256":"([0-9a-f]{64})"/.exec(textOf(path))?.[1]));
}

function sweep(directory: string, isOld: (path: string, name: string) => boolean): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    try {
      const stat = lstatSync(path);
      if (!stat.isFile() || isOld(path, name)) rmSync(path, { force: true, recursive: true });
    } catch {
      // Another process was faster, or it is not ours to remove; it costs a little space.
    }
  }
}

function textOf(path: string): string {
  return readRegular(path, MAX_NOTE).toString();
}

function age(path: string, now: number): number {
  return now - lstatSync(path).mtimeMs;
}
