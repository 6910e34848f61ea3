// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '@lava/kit/progress.ts';
import { diskCode, LavaError } from '@lava/protocol/error/error.ts';
import type { JobLog } from '../records/job-log.ts';
import { Allowance, unpackedLimit } from './allowance.ts';
import { Background } from './background.ts';
import { ArtefactCache, type Known } from './cache.ts';
import type { Compression } from './decompress.ts';
import { HttpCacheRules } from './http-cache-rules.ts';
import { HttpClient } from './http-get.ts';
import { type LocalFile, LocalFiles } from './local-files.ts';
import type { SharedFile } from './own-file.ts';
import { readPartialNote, removePartialNote, writePartialNote } from './partial-note.ts';
import { Receiver, sumFile } from './receive.ts';
import { ALGORITHMS, type Algorithm, type Sums } from './sums.ts';
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

/** A file of the cache that the job holds. */
export interface Fetched {
  /** Ready for use: decompressed when that was wanted. In the job's directory, but shared with other jobs. */
  path: SharedFile;
  /** Of the bytes as downloaded. */
  sha256: string;
  size: number;
  /** Sums that the job gave and that fit. */
  checked: Sums;
  fromCache: boolean;
}

export interface DownloadOptions {
  /** Directory of the job for what it has fetched; made when needed. */
  held: string;
  /** LAVA's dispatcher.yaml. */
  settings: Record<string, unknown>;
  /** Directories of the worker that `file://` may read from. */
  fileDirs: readonly string[];
  /** Variables that say which proxies to use. */
  env: Record<string, string | undefined>;
}

/** Fetches artefacts into the worker's cache; everything the job will need, in parallel, from its start. */
export class Downloads {
  readonly #cache: ArtefactCache;
  readonly #log: JobLog;
  readonly #rules: HttpCacheRules;
  readonly #started = new Map<string, Promise<Fetched>>();
  readonly #background = new Background();
  readonly #held: string;
  readonly #settings: Record<string, unknown>;
  readonly #local: LocalFiles;
  readonly #http: HttpClient;

  constructor(cache: ArtefactCache, log: JobLog, options: DownloadOptions) {
    this.#cache = cache;
    this.#log = log;
    this.#held = options.held;
    this.#settings = options.settings;
    this.#local = new LocalFiles(options.fileDirs);
    this.#http = new HttpClient(options.env);
    this.#rules = new HttpCacheRules(options.settings);
  }

  get cache(): ArtefactCache {
    return this.#cache;
  }

  /** Starts to fetch in the background, for the step that will ask for it later. */
  prefetch(wanted: Wanted): void {
    const key = keyOf(wanted);
    if (this.#started.has(key)) return;
    const fetched = this.#fetch(this.#background.progress, wanted);
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
    // The next attempt of a step that failed fetches again.
    this.#started.delete(key);
    return progress.race(started ?? this.#fetch(progress, wanted));
  }

  /** Ends what nobody waits for. Resolves when nothing is running, and what was fetched is on the disk for good. */
  async stop(): Promise<void> {
    await this.#background.stop();
    await this.#cache.settled();
  }

  #fetch(progress: Progress, wanted: Wanted): Promise<Fetched> {
    return this.#background.add(this.#fetchNow(progress, wanted));
  }

  async #fetchNow(progress: Progress, wanted: Wanted): Promise<Fetched> {
    try {
      mkdirSync(this.#held, { recursive: true, mode: 0o700 });
      const raw = await this.#raw(progress, wanted);
      const checked = await this.#check(wanted, raw);
      const { sha256, size, fromCache } = raw;
      const path = wanted.decompress
        ? await this.#decompressed(progress, wanted.label, raw, wanted.decompress)
        : raw.path;
      return { path, sha256, size, checked, fromCache };
    } catch (error) {
      progress.throwIfDone();
      throw systemError(error, wanted.label);
    }
  }

  /** @throws LavaError `job-invalid` for a file of the worker that jobs may not read */
  async permit({ url }: Pick<Wanted, 'url'>): Promise<void> {
    if (url.startsWith('file:')) await this.#local.permit(url);
  }

  async #raw(progress: Progress, wanted: Wanted): Promise<Raw> {
    const key = ArtefactCache.key(wanted.url, JSON.stringify(wanted.headers ?? {}));
    // An address that may not be read is not read from the cache either.
    const local = wanted.url.startsWith('file:') ? await this.#local.resolve(wanted.url) : undefined;
    const byName = wanted.useCache ? this.#cache.find(wanted.sums) : undefined;
    if (byName) {
      const path = await this.#cache.take(progress, this.#place(), byName);
      if (path)
        return { path, sha256: byName, size: sizeOf(path), sums: { sha256: byName }, fromCache: true };
    }
    return this.#cache.lock(progress, key, async () => {
      const known = wanted.useCache ? this.#cache.known(key) : undefined;
      const here = known && (await this.#cache.take(progress, this.#place(), known.sha256));
      const ask = here && sizeOf(here) === known.size ? known : undefined;
      const fresh = local
        ? await this.#fromFile(progress, wanted, key, local, ask)
        : await this.#fromHttp(progress, wanted, key, ask);
      if (fresh) {
        this.#cache.remember(key, fresh.known);
        return { path: fresh.path, ...fresh.known, fromCache: false };
      }
      if (!ask || !here) throw new LavaError('bug', `${wanted.url} should be known, but is not`);
      return { path: here, ...ask, fromCache: true };
    });
  }

  /** A path for one more file that the job holds. */
  #place(): string {
    return join(this.#held, crypto.randomUUID());
  }

  async #fromFile(
    progress: Progress,
    wanted: Wanted,
    key: string,
    local: LocalFile,
    known?: Known,
  ): Promise<Fresh | undefined> {
    if (known?.file === local.identity) return undefined;
    const partial = this.#cache.partial(key);
    const sums = await local.copy(progress, partial, algorithmsFor(wanted));
    const sha256 = sums.sha256 ?? '';
    const path = await this.#cache.adopt(partial, this.#place(), sha256);
    return { path, known: { sha256, size: local.size, sums, file: local.identity } };
  }

  async #fromHttp(
    progress: Progress,
    wanted: Wanted,
    key: string,
    known?: Known,
  ): Promise<Fresh | undefined> {
    const { fetchHttp } = await import('./fetch-http.ts');
    const path = this.#cache.partial(key);
    const partial = readPartialNote(path);
    if (!partial) rmSync(path, { force: true, recursive: true });
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
        http: this.#http,
        warn: (text: string) => this.#log.warning(text),
      };
      const validators = await fetchHttp(progress, source, receiver, (found) =>
        writePartialNote(path, found),
      );
      if (!validators) {
        rmSync(path, { force: true });
        return undefined;
      }
      const sums = receiver.sums();
      const { size } = receiver;
      const sha256 = sums.sha256 ?? '';
      const held = await this.#cache.adopt(path, this.#place(), sha256);
      const time = (performance.now() - started) / 1000;
      const rate = (size / 1e6 / Math.max(time, 0.001)).toFixed(2);
      this.#log.info(
        `${wanted.label}: ${(size / 1e6).toFixed(2)} MB downloaded in ${time.toFixed(2)} s (${rate} MB/s)`,
      );
      return { path: held, known: { sha256, size, sums, ...validators } };
    } catch (error) {
      // Others need the room more than the next attempt needs this part.
      if (diskCode(error) || (error as LavaError).code === 'disk-full') rmSync(path, { force: true });
      throw error;
    } finally {
      await receiver.close();
      if (!existsSync(path)) removePartialNote(path);
    }
  }

  /** Compares with the sums of the job. */
  async #check({ label, url, sums }: Wanted, raw: Raw): Promise<Sums> {
    const checked: Sums = {};
    for (const algorithm of ALGORITHMS) {
      const expected = sums[algorithm];
      if (!expected) continue;
      const found = await this.#sumOf(raw, algorithm, expected);
      if (found !== expected)
        throw new LavaError(
          'download-checksum',
          `${label}: the ${algorithm} sum of ${url} is ${found}, the job expects ${expected}`,
        );
      checked[algorithm] = found;
    }
    return checked;
  }

  async #sumOf(raw: Raw, algorithm: Algorithm, expected: string): Promise<string | undefined> {
    if (algorithm === 'sha256') return raw.sha256;
    if (this.#cache.find({ [algorithm]: expected }) === raw.sha256) return expected;
    return (await sumFile(raw.path, new Set([algorithm])))[algorithm];
  }

  async #decompressed(progress: Progress, label: string, raw: Raw, how: Compression): Promise<SharedFile> {
    const take = () => this.#cache.take(progress, this.#place(), raw.sha256, how);
    const here = await take();
    if (here) return here;
    return this.#cache.lock(progress, `${raw.sha256}.${how}`, async () => {
      const meanwhile = await take();
      if (meanwhile) return meanwhile;
      const partial = this.#cache.partial(`${raw.sha256}.${how}`);
      const { decompress } = await import('./decompress.ts');
      const allowance = new Allowance(this.#held, unpackedLimit(this.#settings));
      await decompress(progress, label, how, raw.path, partial, allowance);
      return this.#cache.adopt(partial, this.#place(), raw.sha256, how);
    });
  }
}

/** A file as downloaded. */
interface Raw {
  path: SharedFile;
  sha256: string;
  size: number;
  sums: Sums;
  fromCache: boolean;
}

interface Fresh {
  path: SharedFile;
  known: Known;
}

function sizeOf(path: SharedFile): number {
  return statSync(path).size;
}

function algorithmsFor({ sums }: Wanted): ReadonlySet<Algorithm> {
  return new Set(ALGORITHMS.filter((algorithm) => algorithm === 'sha256' || sums[algorithm]));
}

function keyOf(wanted: Wanted): string {
  return JSON.stringify(wanted);
}
