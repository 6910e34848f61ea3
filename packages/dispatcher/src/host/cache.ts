// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { withLock } from './lock.ts';

export const ALGORITHMS = ['md5', 'sha256', 'sha512'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];
export type Sums = Partial<Record<Algorithm, string>>;

/** What is known of an address since it was fetched last. */
export interface Known {
  sha256: string;
  size: number;
  sums: Sums;
  /** Validators of HTTP, to ask whether it is still the same. */
  etag?: string | undefined;
  lastModified?: string | undefined;
  /** Identity of a local file: size, time and number. */
  file?: string | undefined;
}

/** Most bytes that are kept, where nobody says otherwise. */
export const DEFAULT_CACHE_SIZE = 20 * 1024 ** 3;

/**
 * Files by content, shared by all jobs and processes of a worker:
 * `blobs/<sha256>` as downloaded, `blobs/<sha256>.<compression>` decompressed, `known/<hash of address>` what an address
 * gave last, `sums/<algorithm>-<sum>` other sums of a blob, `partial/` downloads that broke off, `locks/`, `notes/` other
 * short facts. A job takes hard
 * links or copies, so a file that is evicted meanwhile stays alive for it.
 */
export class ArtefactCache {
  readonly #root: string;
  readonly #limit: number;

  constructor(root: string, limit = DEFAULT_CACHE_SIZE) {
    this.#root = root;
    this.#limit = limit;
    for (const name of ['blobs', 'known', 'sums', 'partial', 'locks', 'notes'])
      mkdirSync(join(root, name), { recursive: true });
  }

  static key(...parts: string[]): string {
    return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
  }

  blob(sha256: string, variant?: string): string {
    return join(this.#root, 'blobs', variant === undefined ? sha256 : `${sha256}.${variant}`);
  }

  partial(key: string): string {
    return join(this.#root, 'partial', key);
  }

  /** Size of a blob, which counts as used now; undefined when it is not here. */
  has(sha256: string, variant?: string): number | undefined {
    const path = this.blob(sha256, variant);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const now = new Date();
    utimesSync(path, now, now);
    return stat.size;
  }

  /** The content that sums describe, if it is here. */
  find(sums: Sums): string | undefined {
    if (sums.sha256) return this.has(sums.sha256) === undefined ? undefined : sums.sha256;
    for (const algorithm of ['sha512', 'md5'] as const) {
      const sum = sums[algorithm];
      const sha256 = sum && this.#read(join('sums', `${algorithm}-${sum}`));
      if (sha256 && this.has(sha256) !== undefined) return sha256;
    }
    return undefined;
  }

  known(key: string): Known | undefined {
    const text = this.#read(join('known', key));
    if (text === undefined) return undefined;
    const known = JSON.parse(text) as Known;
    return this.has(known.sha256) === undefined ? undefined : known;
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

  /** Moves a finished file in. */
  adopt(path: string, sha256: string, variant?: string): void {
    renameSync(path, this.blob(sha256, variant));
    this.#evict(this.blob(sha256, variant));
  }

  /** A hard link to a blob; false when `to` is on another file system. */
  link(path: string, to: string): boolean {
    try {
      linkSync(path, to);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      return false;
    }
  }

  lock<T>(progress: Progress, key: string, run: () => Promise<T>): Promise<T> {
    return withLock(progress, join(this.#root, 'locks', key), run);
  }

  /** Drops what was not used for longest until the limit is kept; `fresh` stays. */
  #evict(fresh: string): void {
    const directory = join(this.#root, 'blobs');
    const files = readdirSync(directory)
      .map((name) => ({
        path: join(directory, name),
        stat: statSync(join(directory, name), { throwIfNoEntry: false }),
      }))
      .flatMap(({ path, stat }) => (stat ? [{ path, size: stat.blocks * 512, used: stat.mtimeMs }] : []));
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.#limit) return;
      if (path === fresh) continue;
      rmSync(path, { force: true });
      total -= size;
    }
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#root, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return undefined;
    }
  }

  #write(name: string, text: string): void {
    const path = join(this.#root, name);
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  }
}
