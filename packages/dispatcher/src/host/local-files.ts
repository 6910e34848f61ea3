// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '@lava/kit/progress.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { Receiver } from './receive.ts';
import type { Algorithm, Sums } from './sums.ts';

/** The worker's setting; `lava-run` on a command line knows it too. */
const SETTING = 'LAVA_WORKER_FILE_DIRS';

/** Directories that `file://` may read from, where the setting says nothing. */
const DEFAULT_DIRECTORIES = '/srv:/usr/share';

/** Directories of the setting, which are separated by colons; `NAME=DIRECTORY` gives one another name in jobs. */
export function fileDirectories(env: Record<string, string | undefined> = process.env): string[] {
  return (env[SETTING] ?? DEFAULT_DIRECTORIES).split(':').filter((directory) => directory.startsWith('/'));
}

const CHUNK = 1024 * 1024;

/** A file of the worker that a job may read. */
export interface LocalFile {
  /** Changes when the file does: size, time and number. */
  identity: string;
  /** Bytes. */
  size: number;
  /** Copies what was judged, even if its name means another file by now. */
  copy(progress: Progress, to: string, algorithms: ReadonlySet<Algorithm>): Promise<Sums>;
}

/** A directory that jobs may read. */
interface Shared {
  /** By which jobs name it; the directory itself, or another absolute path. */
  name: string;
  directory: string;
}

/** Which files of the worker's own a job may fetch by `file://`. */
export class LocalFiles {
  readonly #shared: readonly Shared[];

  /** @param directories absolute paths, or `NAME=DIRECTORY` for one that jobs know by another path */
  constructor(directories: readonly string[]) {
    this.#shared = directories.map((text) => {
      const end = text.indexOf('=/');
      return end === -1
        ? { name: text, directory: text }
        : { name: text.slice(0, end), directory: text.slice(end + 1) };
    });
  }

  /**
   * Judges where a file is; whether it is there is for {@link resolve}.
   * @throws LavaError `job-invalid` for a file outside of the directories
   */
  async permit(url: string): Promise<void> {
    const named = pathOf(url);
    const path = this.#placeOf(named);
    await this.#judge(path, url, named);
    const real = await realpath(path).catch(() => undefined);
    if (real !== undefined) await this.#judge(real, url, real);
  }

  /** @throws LavaError `download-missing`; `job-invalid` for a file outside of the directories */
  async resolve(url: string): Promise<LocalFile> {
    const named = pathOf(url);
    const path = this.#placeOf(named);
    await this.#judge(path, url, named);
    let real: string;
    try {
      real = await realpath(path);
    } catch (error) {
      throw missing(url, error);
    }
    // Links may lead from one directory that is allowed to another, and nowhere else.
    await this.#judge(real, url, real);
    const file = await openFor(real, url);
    try {
      const stat = await file.stat({ bigint: true });
      if (!stat.isFile()) throw missing(url);
      const identity = `${stat.size} ${stat.mtimeNs} ${stat.ino} ${stat.dev}`;
      return {
        identity,
        size: Number(stat.size),
        copy: (progress, to, algorithms) => copy(progress, real, identity, url, to, algorithms),
      };
    } finally {
      await file.close();
    }
  }

  /**
   * Judges a directory, e.g. a repository.
   * @throws LavaError `job-invalid` outside of the directories
   */
  async directory(url: string): Promise<void> {
    const path = pathOf(url);
    await this.#judge(path, url, path);
    const real = await realpath(path).catch((error) => {
      throw missing(url, error);
    });
    await this.#judge(real, url, real);
  }

  /** Where a path of a job is on the worker. */
  #placeOf(path: string): string {
    const alias = this.#shared.find(({ name, directory }) => name !== directory && isBelow(path, name));
    return alias === undefined ? path : alias.directory + path.slice(alias.name.length);
  }

  async #judge(path: string, url: string, shown: string): Promise<void> {
    for (const { directory } of this.#shared) {
      if (isBelow(path, directory) || isBelow(path, await realpath(directory).catch(() => directory))) return;
    }
    throw new LavaError('job-invalid', `${url}: jobs may not read ${shown} of the worker`, {
      hint: `the worker's setting ${SETTING} allows files below ${this.#shared.map(({ name }) => name).join(' and ') || 'no directory'}; its admin may add others`,
    });
  }
}

async function copy(
  progress: Progress,
  path: string,
  identity: string,
  url: string,
  to: string,
  algorithms: ReadonlySet<Algorithm>,
): Promise<Sums> {
  const file = await openFor(path, url);
  const receiver = await Receiver.open(to, algorithms, () => {});
  try {
    const stat = await file.stat({ bigint: true });
    if (`${stat.size} ${stat.mtimeNs} ${stat.ino} ${stat.dev}` !== identity)
      throw new LavaError('download-failed', `${url} changed while it was read`);
    await receiver.restart();
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let left = Number(stat.size); left > 0; ) {
      progress.throwIfDone();
      const { bytesRead } = await file.read(chunk, 0, Math.min(CHUNK, left));
      if (bytesRead === 0) throw new LavaError('download-failed', `${url} changed while it was read`);
      await receiver.write(chunk.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return receiver.sums();
  } finally {
    await receiver.close();
    await file.close();
  }
}

/** A FIFO or device is opened without waiting for its other end, and then refused. */
async function openFor(path: string, url: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw missing(url, error);
  }
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new LavaError('job-invalid', `${url} is not the address of a file: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : `${directory}${sep}`);
}

function missing(url: string, cause?: unknown): LavaError {
  return new LavaError('download-missing', `${url}: there is no such file on the worker`, { cause });
}
