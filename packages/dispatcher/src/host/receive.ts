// SPDX-License-Identifier: Apache-2.0
import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Allowance } from './allowance.ts';
import type { Algorithm, Sums } from './sums.ts';

/** Lines about a running download: each 5 %, or each 25 MB when the size is unknown; not more often than this, ms. */
const REPORT_STEP = 0.05;
const REPORT_BYTES = 25_000_000;
const REPORT_PAUSE = 100;

const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
const APPEND = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;

/** Jobs of other accounts may continue with it, see `makeOwn`. */
const FOR_GROUP = 0o640;

/** A file that is being written and summed at the same time; can continue where an earlier attempt stopped. */
export class Receiver {
  readonly #file: FileHandle;
  readonly #hashes: Map<Algorithm, Hash>;
  readonly #report: (text: string) => void;
  /** Any size, as long as the disk has room for others. */
  readonly #room: Allowance;
  size: number;
  /** Of the whole file, when it is known. */
  total: number | undefined;
  #reported = 0;
  #reportedAt = 0;

  private constructor(
    file: FileHandle,
    path: string,
    hashes: Map<Algorithm, Hash>,
    size: number,
    report: (text: string) => void,
  ) {
    this.#file = file;
    this.#room = new Allowance(dirname(path), Number.POSITIVE_INFINITY);
    this.#hashes = hashes;
    this.size = size;
    this.#report = report;
  }

  /** @param report takes a line about how far it is */
  static async open(
    path: string,
    algorithms: ReadonlySet<Algorithm>,
    report: (text: string) => void,
  ): Promise<Receiver> {
    await makeOwn(path);
    const file = await open(path, APPEND, FOR_GROUP);
    const hashes = newHashes(algorithms);
    const stat = await file.stat();
    if (!stat.isFile()) {
      await file.close();
      throw new Error(`${path} is not a regular file`);
    }
    const { size } = stat;
    if (size > 0) for await (const chunk of createReadStream(path)) updateAll(hashes, chunk as Buffer);
    return new Receiver(file, path, hashes, size, report);
  }

  /** Throws away what is there: the source is another file now, or cannot continue. */
  async restart(): Promise<void> {
    if (this.size === 0) return;
    await this.#file.truncate(0);
    this.size = 0;
    for (const algorithm of this.#hashes.keys()) this.#hashes.set(algorithm, createHash(algorithm));
  }

  /** @throws LavaError `disk-full` when too little would be left for others */
  async write(chunk: Buffer): Promise<void> {
    this.#room.take(chunk.length, 'download');
    updateAll(this.#hashes, chunk);
    for (let at = 0; at < chunk.length; ) at += (await this.#file.write(chunk, at)).bytesWritten;
    this.size += chunk.length;
    this.#tell();
  }

  sums(): Sums {
    return Object.fromEntries(
      [...this.#hashes].map(([algorithm, hash]) => [algorithm, hash.copy().digest('hex')]),
    );
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #tell(): void {
    const step = this.total === undefined ? REPORT_BYTES : this.total * REPORT_STEP;
    const now = performance.now();
    if (this.size - this.#reported < step || now - this.#reportedAt < REPORT_PAUSE) return;
    this.#reported = this.size;
    this.#reportedAt = now;
    const part = this.total ? `progress ${Math.floor((this.size / this.total) * 100)} % ` : 'progress ';
    this.#report(`${part}(${Math.round(this.size / 1e6)} MB)`);
  }
}

/**
 * What a job of another account has begun is copied, since nobody writes to a file of somebody else. Anything else than a file
 * is thrown away.
 */
async function makeOwn(path: string): Promise<void> {
  const stat = await lstat(path).catch(() => undefined);
  if (stat && !stat.isFile()) await rm(path, { recursive: true, force: true });
  if (!stat?.isFile() || stat.uid === process.geteuid?.()) return;
  const own = `${path}.${process.pid}`;
  await copyFile(path, own, constants.COPYFILE_FICLONE).catch(() => rm(own, { force: true }));
  await rename(own, path).catch(() => rm(path, { force: true }));
}

/** Sums of a file on disk. */
export async function sumFile(path: string, algorithms: ReadonlySet<Algorithm>): Promise<Sums> {
  const hashes = newHashes(algorithms);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    updateAll(hashes, chunk as Buffer);
  return Object.fromEntries([...hashes].map(([algorithm, hash]) => [algorithm, hash.digest('hex')]));
}

function newHashes(algorithms: ReadonlySet<Algorithm>): Map<Algorithm, Hash> {
  return new Map([...algorithms].map((algorithm) => [algorithm, createHash(algorithm)]));
}

function updateAll(hashes: ReadonlyMap<Algorithm, Hash>, chunk: Buffer): void {
  for (const hash of hashes.values()) hash.update(chunk);
}
