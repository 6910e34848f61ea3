// SPDX-License-Identifier: Apache-2.0
import {
  accessSync,
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LavaError } from '@lava/protocol/error/error.ts';
import tar, { type Pack } from 'tar-stream';
import { type LogFile, Snapshot } from '../db/snapshot.ts';
import { packFrame } from '../logs/frames.ts';
import { LogStore } from '../logs/log-store.ts';
import { logDirectory } from '../settings.ts';
import { VERSION } from '../version.ts';
import { accountName, explainFileError } from './failures.ts';
import { ENDING, type Ending, FORMAT, KEY_FILES, MANIFEST, type Manifest, rowsEntry } from './format.ts';

export interface Place {
  /** Of the database. */
  url: string;
  stateDir: string;
}

/** Rows that are packed together, bytes. */
const PART = 4 * 1024 * 1024;
/** The table that says where the logs lie; a log may be rewritten while it is copied. */
const LOG_TABLE = 'log_chunks';

/**
 * Writes everything of a server into one file that only its owner can read, whole or not at all. The server may run:
 * the file holds one moment of it.
 *
 * @throws LavaError `conflict` when the file is there already, `config-invalid` when it cannot be made there, `disk-full`
 */
export async function backup(place: Place, path: string): Promise<Ending> {
  if (existsSync(path)) throw new LavaError('conflict', `${path} already exists`);
  const part = `${path}.part`;
  mayWriteIn(dirname(path));
  try {
    rmSync(part, { force: true });
    const file = createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true });
    const ending = await writeBackup(place, file);
    renameSync(part, path);
    return ending;
  } catch (error) {
    if (existsSync(part)) rmSync(part, { force: true });
    throw explainFileError(error, 'the backup', '');
  }
}

/** The same to a file that somebody else has opened; what he has of a backup that failed is useless. */
export async function backupTo(place: Place, fd: number): Promise<Ending> {
  try {
    return await writeBackup(place, createWriteStream('', { fd, autoClose: false }));
  } catch (error) {
    throw explainFileError(error, 'the backup', '');
  }
}

async function writeBackup({ url, stateDir }: Place, to: Writable): Promise<Ending> {
  const pack = tar.pack();
  // Nobody listens while the first queries run; whoever waits for it below gets the error.
  const written = pipeline(pack, to);
  written.catch(() => undefined);
  const snapshot = await Snapshot.open(url);
  try {
    const work = new Writer(snapshot, pack, url, stateDir).write();
    // A disk that is full ends the file, and then nobody takes what the work writes.
    const ending = await Promise.race([work, written.then(() => work)]);
    await written;
    return ending;
  } catch (error) {
    pack.destroy();
    await written.catch(() => undefined); // the first error is reported
    throw error;
  } finally {
    await snapshot.close();
  }
}

function mayWriteIn(directory: string): void {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    const account = accountName();
    throw new LavaError(
      'config-invalid',
      `${account} cannot write into ${directory}: ${(error as Error).message}`,
      {
        hint: `lava backup FILE writes the file as the calling user, e.g. root; without a name it goes to the state directory`,
      },
    );
  }
}

class Writer {
  readonly #snapshot: Snapshot;
  readonly #pack: Pack;
  readonly #url: string;
  readonly #stateDir: string;
  readonly #store: LogStore;
  readonly #ending: Ending = { rows: {}, logs: 0 };

  constructor(snapshot: Snapshot, pack: Pack, url: string, stateDir: string) {
    this.#snapshot = snapshot;
    this.#pack = pack;
    this.#url = url;
    this.#stateDir = stateDir;
    this.#store = new LogStore({ root: logDirectory({ stateDir }) });
  }

  async write(): Promise<Ending> {
    const tables = (await this.#snapshot.tables()).filter((table) => table !== LOG_TABLE);
    const manifest: Manifest = {
      format: FORMAT,
      version: VERSION,
      created: new Date().toISOString(),
      migrations: await this.#snapshot.migrations(),
      tables: [...tables, LOG_TABLE],
    };
    await this.#json(MANIFEST, manifest);
    for (const name of KEY_FILES) {
      const path = join(this.#stateDir, name);
      if (existsSync(path)) await this.#buffer(`keys/${name}`, readFileSync(path));
    }
    for (const table of tables) await this.#rows(table, this.#snapshot.rows(table));
    const moved = await this.#logs();
    await this.#rows(LOG_TABLE, this.#logChunks(moved));
    await this.#json(ENDING, this.#ending);
    this.#pack.finalize();
    return this.#ending;
  }

  /** @returns runs whose logs were rewritten since the snapshot, and are copied as they are now */
  async #logs(): Promise<Set<number>> {
    const moved = new Set<number>();
    for (const log of await this.#snapshot.logFiles()) {
      if (moved.has(log.run) || (await this.#log(log))) continue;
      moved.add(log.run);
      const now = await this.#now((snapshot) => snapshot.logFiles(log.run));
      for (const file of now) {
        if (await this.#log(file)) continue;
        throw new LavaError(
          'not-found',
          `the log of job ${file.id} is not at ${this.#store.path(file, file.file)}`,
        );
      }
    }
    return moved;
  }

  /** False when the file is not there (any more). */
  async #log(log: LogFile): Promise<boolean> {
    const path = this.#store.path(log, log.file);
    let handle: FileHandle;
    try {
      handle = await open(path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    // What is after the end was written after the snapshot.
    const from = createReadStream(path, { fd: handle, start: 0, end: log.end - 1 });
    const name = join('job-output', relative(logDirectory({ stateDir: this.#stateDir }), path));
    await pipeline(from, this.#pack.entry({ name, size: log.end, mode: 0o640 }));
    this.#ending.logs++;
    return true;
  }

  async *#logChunks(moved: ReadonlySet<number>): AsyncGenerator<string[]> {
    const isMoved = (row: string) => moved.has((JSON.parse(row) as { run_id: number }).run_id);
    for await (const rows of this.#snapshot.rows(LOG_TABLE)) yield rows.filter((row) => !isMoved(row));
    if (moved.size === 0) return;
    const current = await Snapshot.open(this.#url);
    try {
      for await (const rows of current.rows(LOG_TABLE)) yield rows.filter(isMoved);
    } finally {
      await current.close();
    }
  }

  async #now<T>(look: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const current = await Snapshot.open(this.#url);
    try {
      return await look(current);
    } finally {
      await current.close();
    }
  }

  async #rows(table: string, batches: AsyncIterable<string[]>): Promise<void> {
    let lines: string[] = [];
    let size = 0;
    let count = 0;
    let number = 0;
    const flush = async () => {
      if (lines.length === 0) return;
      const text = Buffer.from(`${lines.join('\n')}\n`);
      lines = [];
      size = 0;
      await this.#buffer(rowsEntry(table, ++number), await packFrame(text, 9));
    };
    for await (const rows of batches) {
      for (const row of rows) {
        lines.push(row);
        size += row.length;
        count++;
        if (size > PART) await flush();
      }
    }
    await flush();
    this.#ending.rows[table] = count;
  }

  #json(name: string, value: unknown): Promise<void> {
    return this.#buffer(name, Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`));
  }

  #buffer(name: string, data: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pack.entry({ name, size: data.length, mode: 0o600 }, data, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }
}
