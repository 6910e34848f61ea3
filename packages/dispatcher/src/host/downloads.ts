// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { JobLog } from '../records/job-log.ts';
import { ALGORITHMS, type Algorithm, ArtefactCache, type Known, type Sums } from './cache.ts';
import type { Compression } from './decompress.ts';
import { HttpCacheRules } from './http-cache-rules.ts';
import { Receiver, sumFile } from './receive.ts';
import { systemError } from './system-error.ts';

export interface Wanted {
  /** Name of the artefact in the block, for messages. */
  label: string;
  url: string;
  headers?: Record<string, string> | undefined;
  /** Decompress with; undefined leaves the file as it is. */
  decompress?: Compression | undefined;
  /** What the job says the file's sums are, in lower case. */
  sums: Sums;
  useCache: boolean;
}

/** A file in the cache. */
export interface Fetched {
  /** Ready for use: decompressed when that was wanted. Belongs to the cache: never write to it. */
  path: string;
  /** Of the bytes as downloaded. */
  sha256: string;
  size: number;
  /** Sums that the job gave and that fit. */
  checked: Sums;
  fromCache: boolean;
}

/** Fetches artefacts into the worker's cache; everything that the job will need at once, from its start. */
export class Downloads {
  readonly #cache: ArtefactCache;
  readonly #log: JobLog;
  readonly #rules: HttpCacheRules;
  readonly #started = new Map<string, Promise<Fetched>>();
  readonly #background = Progress.root();

  constructor(cache: ArtefactCache, log: JobLog, settings: Record<string, unknown>) {
    this.#cache = cache;
    this.#log = log;
    this.#rules = new HttpCacheRules(settings);
  }

  get cache(): ArtefactCache {
    return this.#cache;
  }

  /** Starts to fetch in the background, for the step that will ask for it later. */
  prefetch(wanted: Wanted): void {
    const key = keyOf(wanted);
    if (this.#started.has(key)) return;
    const fetched = this.#fetch(this.#background, wanted);
    // Whoever asks for it gets the error.
    fetched.catch(() => {});
    this.#started.set(key, fetched);
  }

  /**
   * @throws LavaError `download-missing`, `download-checksum`, `download-failed`, `decompress-failed`, `disk-full`,
   *   `host-tool-missing`, the reason of `progress`
   */
  async get(progress: Progress, wanted: Wanted): Promise<Fetched> {
    const key = keyOf(wanted);
    const started = this.#started.get(key);
    // The next attempt of a step that failed fetches anew.
    this.#started.delete(key);
    return started ? progress.race(started) : this.#fetch(progress, wanted);
  }

  /** Ends what nobody waits for. */
  stop(): void {
    this.#background.cancel(new LavaError('canceled', 'the job has ended'));
  }

  async #fetch(progress: Progress, wanted: Wanted): Promise<Fetched> {
    try {
      const { sha256, size, fromCache } = await this.#raw(progress, wanted);
      const checked = await this.#check(wanted, sha256);
      const path = wanted.decompress
        ? await this.#decompressed(progress, wanted.label, sha256, wanted.decompress)
        : this.#cache.blob(sha256);
      return { path, sha256, size, checked, fromCache };
    } catch (error) {
      progress.throwIfDone();
      throw systemError(error, wanted.label);
    }
  }

  async #raw(
    progress: Progress,
    wanted: Wanted,
  ): Promise<{ sha256: string; size: number; fromCache: boolean }> {
    const here = wanted.useCache ? this.#cache.find(wanted.sums) : undefined;
    if (here) return { sha256: here, size: this.#cache.has(here) ?? 0, fromCache: true };
    const key = ArtefactCache.key(wanted.url, JSON.stringify(wanted.headers ?? {}));
    return this.#cache.lock(progress, key, async () => {
      const known = wanted.useCache ? this.#cache.known(key) : undefined;
      const fresh = wanted.url.startsWith('file:')
        ? await this.#fromFile(progress, wanted, key, known)
        : await this.#fromHttp(progress, wanted, key, known);
      if (!fresh && known) return { sha256: known.sha256, size: known.size, fromCache: true };
      if (!fresh) throw new LavaError('bug', `${wanted.url} is said to be known, but is not`);
      this.#cache.remember(key, fresh);
      return { sha256: fresh.sha256, size: fresh.size, fromCache: false };
    });
  }

  async #fromFile(
    progress: Progress,
    wanted: Wanted,
    key: string,
    known?: Known,
  ): Promise<Known | undefined> {
    const path = fileURLToPath(wanted.url);
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    if (!stat?.isFile())
      throw new LavaError('download-missing', `${wanted.url}: there is no such file on the worker`);
    const file = `${stat.size} ${stat.mtimeNs} ${stat.ino} ${stat.dev}`;
    if (known?.file === file) return undefined;
    const partial = this.#cache.partial(key);
    await progress.race(copyFile(path, partial));
    const sums = await progress.race(sumFile(partial, algorithmsFor(wanted)));
    this.#cache.adopt(partial, sums.sha256 ?? '');
    return { sha256: sums.sha256 ?? '', size: Number(stat.size), sums, file };
  }

  async #fromHttp(
    progress: Progress,
    wanted: Wanted,
    key: string,
    known?: Known,
  ): Promise<Known | undefined> {
    const { fetchHttp } = await import('./fetch-http.ts');
    const path = this.#cache.partial(key);
    const note = `${path}.json`;
    const partial = existsSync(path) && existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : undefined;
    if (!partial) rmSync(path, { force: true });
    const started = performance.now();
    const receiver = await Receiver.open(path, algorithmsFor(wanted), (text) =>
      this.#log.debug(`${wanted.label}: ${text}`),
    );
    try {
      const source = {
        url: this.#rules.rewrite(wanted.url, wanted.useCache),
        headers: wanted.headers ?? {},
        known,
        partial,
        warn: (text: string) => this.#log.warning(text),
      };
      const validators = await fetchHttp(progress, source, receiver, (found) =>
        writeFileSync(note, JSON.stringify(found)),
      );
      if (!validators) {
        rmSync(path, { force: true });
        return undefined;
      }
      const sums = receiver.sums();
      const { size } = receiver;
      this.#cache.adopt(path, sums.sha256 ?? '');
      const time = (performance.now() - started) / 1000;
      const rate = (size / 1e6 / Math.max(time, 0.001)).toFixed(2);
      this.#log.info(
        `${wanted.label}: ${(size / 1e6).toFixed(2)} MB downloaded in ${time.toFixed(2)} s (${rate} MB/s)`,
      );
      return { sha256: sums.sha256 ?? '', size, sums, ...validators };
    } finally {
      await receiver.close();
      if (!existsSync(path)) rmSync(note, { force: true });
    }
  }

  /** Compares with the sums of the job. */
  async #check({ label, url, sums }: Wanted, sha256: string): Promise<Sums> {
    const checked: Sums = {};
    for (const algorithm of ALGORITHMS) {
      const expected = sums[algorithm];
      if (!expected) continue;
      const found = await this.#sumOf(sha256, algorithm, expected);
      if (found !== expected)
        throw new LavaError(
          'download-checksum',
          `${label}: the ${algorithm} sum of ${url} is ${found}, the job expects ${expected}`,
        );
      checked[algorithm] = found;
    }
    return checked;
  }

  async #sumOf(sha256: string, algorithm: Algorithm, expected: string): Promise<string | undefined> {
    if (algorithm === 'sha256') return sha256;
    if (this.#cache.find({ [algorithm]: expected }) === sha256) return expected;
    return (await sumFile(this.#cache.blob(sha256), new Set([algorithm])))[algorithm];
  }

  async #decompressed(progress: Progress, label: string, sha256: string, how: Compression): Promise<string> {
    const path = this.#cache.blob(sha256, how);
    if (this.#cache.has(sha256, how) !== undefined) return path;
    return this.#cache.lock(progress, `${sha256}.${how}`, async () => {
      if (this.#cache.has(sha256, how) !== undefined) return path;
      const partial = this.#cache.partial(`${sha256}.${how}`);
      const { decompress } = await import('./decompress.ts');
      await decompress(progress, label, how, this.#cache.blob(sha256), partial);
      this.#cache.adopt(partial, sha256, how);
      return path;
    });
  }
}

function algorithmsFor({ sums }: Wanted): ReadonlySet<Algorithm> {
  return new Set(ALGORITHMS.filter((algorithm) => algorithm === 'sha256' || sums[algorithm]));
}

function keyOf(wanted: Wanted): string {
  return JSON.stringify(wanted);
}
