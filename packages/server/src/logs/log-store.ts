// SPDX-License-Identifier: Apache-2.0
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { diskCode, LavaError } from '@lava/protocol/error/error.ts';
import { attemptOf, jobOf, MAX_RETRIES, runNumber } from '@lava/protocol/wire/run-number.ts';
import { OpenFiles } from './open-files.ts';

/** What names the directory of a log. */
export interface LogOwner {
  /** Number of the run: that of the job for its first attempt. */
  id: number;
  submitted: Date;
}

/** Above 0: made by a compaction. Else it grows while the job runs; each writer has its own. */
const fileName = (file: number) =>
  file > 0 ? `log-${file.toString(36)}.ndjson.zst` : `records-${(-file).toString(36)}.ndjson.zst`;

/** A number that nobody else chooses, and that JavaScript and PostgreSQL hold exactly. */
const randomFile = () => randomInt(1, 2 ** 48 - 1);

export interface LogStoreOptions {
  /** Directory of all jobs' output, `job-output` in the state directory. */
  root: string;
  /**
   * Bytes of free space below which the disk counts as full, so that the database, often on the same one, can still
   * work and devices can still be freed.
   */
  reserve?: number;
  /** Files kept open for appending. Default: as many as jobs run at a time, as far as the process may open them. */
  openFiles?: number;
}

const RESERVE = 64 * 1024 * 1024;
/** Free space is looked at so often, milliseconds; meanwhile no disk takes as much as the reserve. */
const SPACE_MS = 50;
/** A file that no chunk names is removed after so long: until then its writer may be about to enter it. */
const ORPHAN_AGE_MS = 3_600_000;

/**
 * Logs of jobs as files, `YYYY/MM/DD/<job>/`, later attempts in `attempt-<n>/` below, of zstd frames one after the other, so
 * that `zstd -d` reads them whole and a frame can be read by itself. Which bytes count, and where each record lies, is in the
 * table `log_chunks`.
 */
export class LogStore {
  readonly #root: string;
  readonly #reserve: number;
  readonly #open: OpenFiles;
  /** When there was space, by the clock of `performance`. */
  #space = Number.NEGATIVE_INFINITY;
  /** Number of the growing files that this process writes. */
  readonly growing = -randomFile();

  constructor(options: LogStoreOptions) {
    this.#root = options.root;
    this.#reserve = options.reserve ?? RESERVE;
    this.#open = new OpenFiles(options.openFiles ?? Math.min(1_000, Math.floor(fileLimit() / 4)));
  }

  directory({ id, submitted }: LogOwner): string {
    const [year = '', month = '', day = ''] = submitted.toISOString().slice(0, 10).split('-');
    const attempt = attemptOf(id);
    const inside = attempt > 1 ? [`attempt-${attempt}`] : [];
    return join(this.#root, year, month, day, String(jobOf(id)), ...inside);
  }

  path(owner: LogOwner, file: number): string {
    return join(this.directory(owner), fileName(file));
  }

  /**
   * Writes at `offset` of the growing file and drops what follows: bytes of a batch that was never committed.
   * Durable when it resolves.
   *
   * @throws LavaError `disk-full`
   */
  async append(owner: LogOwner, offset: number, data: Buffer): Promise<void> {
    await this.#act(async () => {
      const path = this.path(owner, this.growing);
      await this.#open.use(
        path,
        () => this.#create(path),
        async (handle) => {
          const { size } = await handle.stat();
          if (size > offset) await handle.truncate(offset);
          await writeAll(handle, data, offset);
          await handle.datasync();
        },
      );
    });
  }

  /**
   * A whole file under a number of its own, durable when it resolves; nothing is left of one that fails.
   *
   * @param parts given the number of the file
   * @throws LavaError `disk-full`
   */
  async create(owner: LogOwner, parts: (file: number) => AsyncIterable<Buffer>): Promise<number> {
    const file = randomFile();
    await this.#act(async () => {
      const path = this.path(owner, file);
      const temporary = `${path}.new`;
      await makeDirectory(dirname(path), this.#root);
      const handle = await open(temporary, 'wx', 0o640);
      try {
        let offset = 0;
        for await (const part of parts(file)) {
          await writeAll(handle, part, offset);
          offset += part.length;
        }
        await handle.sync();
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
      await syncDirectory(dirname(path));
    });
    return file;
  }

  /** Removes what a crash has left: files of the job that are none of `used` and that nobody has written for an hour. */
  async removeOrphans(owner: LogOwner, used: readonly number[]): Promise<void> {
    const directory = this.directory(owner);
    const names = new Set(used.map(fileName));
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      if (names.has(name) || !/^(records|log)-.*\.zst(\.new)?$/.test(name)) continue;
      if (Date.now() - (await stat(path)).mtimeMs > ORPHAN_AGE_MS) await rm(path, { force: true });
    }
  }

  /** @throws when the file is not there or shorter */
  async read(owner: LogOwner, file: number, offset: number, length: number): Promise<Buffer> {
    const handle = await open(this.path(owner, file), 'r');
    try {
      const buffer = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
        if (bytesRead === 0) {
          throw new LavaError(
            'bug',
            `the log of job ${owner.id} ends at ${offset + done}, not ${offset + length}`,
          );
        }
        done += bytesRead;
      }
      return buffer;
    } finally {
      await handle.close();
    }
  }

  async remove(owner: LogOwner, file: number): Promise<void> {
    await this.release(owner);
    await rm(this.path(owner, file), { force: true });
  }

  /** Everything of the job, by its own number: of all its attempts. */
  async removeAll(owner: LogOwner): Promise<void> {
    if (this.#open.size > 0)
      for (let attempt = 1; attempt <= MAX_RETRIES + 1; attempt++)
        await this.release({ ...owner, id: runNumber(owner.id, attempt) });
    const directory = this.directory(owner);
    try {
      for (const name of await readdir(directory)) await unlink(join(directory, name));
      await rmdir(directory);
    } catch {
      // There is more than files, or somebody else is at it; this way asks for each what it is, and takes longer.
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** Closes the job's file if it is open for appending. */
  async release(owner: LogOwner): Promise<void> {
    await this.#open.close(this.path(owner, this.growing));
  }

  async close(): Promise<void> {
    await this.#open.closeAll();
  }

  async #act(work: () => Promise<void>): Promise<void> {
    try {
      if (performance.now() - this.#space > SPACE_MS) await this.#checkSpace();
      await work();
    } catch (error) {
      if (diskCode(error) === 'disk-full') throw this.#full(error);
      throw error;
    }
  }

  async #checkSpace(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o750 });
    const { bavail, bsize } = await statfs(this.#root);
    if (bavail * bsize < this.#reserve) throw this.#full();
    this.#space = performance.now();
  }

  #full(cause?: unknown): LavaError {
    return new LavaError('disk-full', `no space is left for job logs in ${this.#root}`, {
      hint: 'free some space; nothing is lost meanwhile, the workers keep what is not stored',
      cause,
    });
  }

  async #create(path: string): Promise<FileHandle> {
    const directory = dirname(path);
    try {
      return await open(path, 'r+');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await makeDirectory(directory, this.#root);
    const handle = await open(path, 'w+', 0o640);
    await syncDirectory(directory);
    return handle;
  }
}

/** How many files the process may have open. */
function fileLimit(): number {
  const found = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return Number(found?.[1] ?? 256);
}

async function writeAll(handle: FileHandle, data: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, offset + done);
    done += bytesWritten;
  }
}

/** Each new directory's name is made durable in its parent. */
async function makeDirectory(path: string, root: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o750 });
  if (first === undefined) return;
  for (let parent = dirname(path); parent.length >= dirname(first).length && parent.length >= root.length; ) {
    await syncDirectory(parent);
    parent = dirname(parent);
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
