// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import {
  type BigIntStats,
  chmodSync,
  constants,
  linkSync,
  lstatSync,
  renameSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '@lava/kit/fs/make-directory.ts';
import { readRegular } from '@lava/kit/fs/regular-file.ts';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import type { Progress } from '@lava/kit/progress.ts';
import * as z from 'zod';
import { cleanCache, evict, MAX_NOTE } from './cache-room.ts';
import { withLock } from './lock.ts';
import { type SharedFile, sharedFile } from './own-file.ts';
import { sumFile } from './receive.ts';
import { ALGORITHMS, type Sums } from './sums.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What is known of an address since it was fetched last. */
const Known = z.object({
  sha256: Sha256,
  size: z.int().nonnegative(),
  sums: z.partialRecord(z.enum(ALGORITHMS), z.string()),
  /** Validators of HTTP, to ask whether it is still the same. */
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Identity of a local file: size, time and number. */
  file: z.string().optional(),
});
export type Known = z.infer<typeof Known>;

/** Most bytes that are kept, where nobody says otherwise. */
export const DEFAULT_CACHE_SIZE = 20 * 1024 ** 3;

/** Of files that all jobs read. */
const READ_ONLY = 0o444;

/**
 * Files by content, shared by all jobs and processes of a worker:
 * `blobs/<sha256>` as downloaded, `blobs/<sha256>.<compression>` decompressed, `checked/<blob>` what a blob was when its
 * content was last known to be right, `known/<hash of address>` what an address gave last, `sums/<algorithm>-<sum>` other
 * sums of a blob, `partial/` downloads that broke off, `locks/`, `notes/` other short facts.
 *
 * Nobody changes a blob: its mode says so, and one that has changed all the same is summed up again before it is used, and
 * thrown away when it is not what its name says. A job takes a hard link or a copy, so a file that is evicted meanwhile
 * stays alive for it. What cannot be read in here counts as not there.
 *
 * Jobs may run under accounts of their own, which then have a group in common that owns this: they read what others brought,
 * and get it as a copy, since the kernel lets nobody link a file of somebody else that is not theirs to write. Any of them can
 * put something else in here, so the word of another account counts for nothing: its files are summed up, in the job's copy,
 * and what has no sum, as it was made from something else, is made again.
 */
export class ArtefactCache {
  readonly #root: string;
  readonly #limit: number;
  readonly #pending = new Set<Promise<void>>();

  constructor(root: string, limit = DEFAULT_CACHE_SIZE) {
    this.#root = root;
    this.#limit = limit;
    for (const name of ['blobs', 'checked', 'known', 'sums', 'partial', 'locks', 'notes'])
      makeDirectory(join(root, name), 0o750);
    cleanCache(root);
  }

  static key(...parts: string[]): string {
    return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
  }

  partial(key: string): string {
    return join(this.#root, 'partial', key);
  }

  /** The content that sums describe, by the name of its blob; whether it is here shows when it is taken. */
  find(sums: Sums): string | undefined {
    if (sums.sha256) return sums.sha256;
    for (const algorithm of ['sha512', 'md5'] as const) {
      const sum = sums[algorithm];
      if (!sum) continue;
      const sha256 = Sha256.safeParse(this.#read(join('sums', `${algorithm}-${sum}`)));
      if (sha256.success) return sha256.data;
    }
    return undefined;
  }

  known(key: string): Known | undefined {
    try {
      return Known.parse(JSON.parse(this.#read(join('known', key)) ?? ''));
    } catch {
      // Not there, broken off, or of somebody else: the address is fetched again.
      return undefined;
    }
  }

  remember(key: string, known: Known): void {
    this.#write(join('known', key), JSON.stringify(known));
    for (const algorithm of ['sha512', 'md5'] as const) {
      const sum = known.sums[algorithm];
      if (sum) this.#write(join('sums', `${algorithm}-${sum}`), known.sha256);
    }
  }

  /** A short text that was noted under this name by any job. */
  recall(name: string): string | undefined {
    return this.#read(join('notes', ArtefactCache.key(name)));
  }

  note(name: string, text: string): void {
    this.#write(join('notes', ArtefactCache.key(name)), text);
  }

  /**
   * Gives a job a blob, checked, under a path of its own; from then on nothing takes it away. It counts as used now.
   * @param to must not exist
   * @returns undefined when it is not here, or is not what its name says
   */
  async take(
    progress: Progress,
    to: string,
    sha256: string,
    variant?: string,
  ): Promise<SharedFile | undefined> {
    const name = nameOf(sha256, variant);
    const blob = join(this.#root, 'blobs', name);
    try {
      if (!lstatSync(blob).isFile()) return undefined; // of somebody else; the next download takes its place
      if (!this.#link(blob, to))
        await copyFile(blob, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    } catch (error) {
      if (['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
    if (await this.#isRight(progress, to, blob, name, sha256, variant)) {
      use(to);
      const stat = lstatSync(blob, { bigint: true, throwIfNoEntry: false });
      if (stat && variant === undefined) this.#write(join('checked', name), identity(stat));
      return sharedFile(to);
    }
    rmSync(to, { force: true });
    rmSync(blob, { force: true, recursive: true });
    return undefined;
  }

  /** Moves a finished file of a job in; the job has it under `to`, whatever happens to the cache. */
  async adopt(path: string, to: string, sha256: string, variant?: string): Promise<SharedFile> {
    chmodSync(path, READ_ONLY);
    use(path);
    if (!this.#link(path, to)) await copyFile(path, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const name = nameOf(sha256, variant);
    const blob = join(this.#root, 'blobs', name);
    if (lstatSync(blob, { throwIfNoEntry: false })?.isDirectory())
      rmSync(blob, { recursive: true, force: true });
    renameSync(path, blob);
    const kept = this.#settle(blob, name);
    this.#pending.add(kept);
    void kept.finally(() => this.#pending.delete(kept));
    evict(this.#root, this.#limit, blob);
    return sharedFile(to);
  }

  /** Waits for what makes adopted files durable. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  lock<T>(progress: Progress, key: string, run: () => Promise<T>): Promise<T> {
    return withLock(progress, join(this.#root, 'locks', key), run);
  }

  /** A file that is as it was when it was right is right; all others are read. */
  async #isRight(
    progress: Progress,
    path: string,
    blob: string,
    name: string,
    sha256: string,
    variant?: string,
  ) {
    const blobStat = lstatSync(blob, { bigint: true, throwIfNoEntry: false });
    const owners = trusted();
    if (blobStat && owners.includes(Number(blobStat.uid))) {
      if (this.#read(join('checked', name), owners) === identity(blobStat)) return true;
    }
    // What a decompressed file must be is not known; it is made again.
    if (variant !== undefined) return false;
    return (await progress.race(sumFile(path, new Set(['sha256'])))).sha256 === sha256;
  }

  /** Until a file is on the disk for good, nothing says that it is right. */
  async #settle(blob: string, name: string): Promise<void> {
    try {
      const stat = lstatSync(blob, { bigint: true });
      const file = await open(blob, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      this.#write(join('checked', name), identity(stat));
    } catch {
      // It is gone again, or the disk fails: without the note it is checked when it is used.
      rmSync(join(this.#root, 'checked', name), { force: true });
    }
  }

  /** False when `to` is on another file system. */
  #link(path: string, to: string): boolean {
    try {
      linkSync(path, to);
      return true;
    } catch (error) {
      if (!['EXDEV', 'EPERM', 'EACCES', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
      return false;
    }
  }

  #read(name: string, owners?: readonly number[]): string | undefined {
    try {
      return readRegular(join(this.#root, name), MAX_NOTE, { ...(owners && { owners }) }).toString();
    } catch {
      // Whatever is there instead of a note is none.
      return undefined;
    }
  }

  /** What cannot be noted is asked for, or summed up, once more. */
  #write(name: string, text: string): void {
    const path = join(this.#root, name);
    try {
      if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmSync(path, { recursive: true });
      replaceFile(path, text, { durable: false, mode: 0o640 });
    } catch {
      // A full disk, or somebody else's.
    }
  }
}

function nameOf(sha256: string, variant: string | undefined): string {
  return variant === undefined ? sha256 : `${sha256}.${variant}`;
}

/** Marks a file as used now. Its own time stays, in whole seconds, as no more can be set without a change. */
function use(path: string): void {
  utimesSync(path, Date.now() / 1000, Math.floor(lstatSync(path).mtimeMs / 1000));
}

/** Whose notes about what is right are believed: this account's and root's. */
function trusted(): number[] {
  return [0, process.geteuid?.() ?? 0];
}

function identity({ size, mtimeNs, ino, dev }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ino} ${dev}`;
}
