// SPDX-License-Identifier: Apache-2.0
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import tar, { type Extract } from 'tar-stream';
import type * as z from 'zod';
import { Loader } from '../db/load.ts';
import { unpackFrame } from '../logs/frames.ts';
import { logDirectory } from '../settings.ts';
import type { Place } from './backup.ts';
import { explainFileError } from './failures.ts';
import { ENDING, Ending, KEY_FILES, LOG_ENTRY, MANIFEST, Manifest, ROWS_ENTRY } from './format.ts';

/**
 * Brings a backup into a server that is empty and does not run: all of it, or it is empty again.
 *
 * @throws LavaError `conflict` when the server is not empty or runs, `schema-newer`, `request-invalid` when the file is
 * not a backup or not whole, `disk-full`
 *
 * @param from name of the file, or number of one that somebody else has opened
 */
export async function restore({ url, stateDir }: Place, from: string | number): Promise<Manifest & Ending> {
  const logs = logDirectory({ stateDir });
  if (existsSync(logs) && readdirSync(logs).length > 0)
    throw new LavaError('conflict', `there are logs of jobs in ${logs}`, {
      hint: 'restore into a new state directory; nothing is ever merged or overwritten',
    });
  const loader = await Loader.open(url);
  try {
    await loader.assertEmpty();
    return await new Reader(loader, stateDir, from).read();
  } catch (error) {
    rmSync(logs, { recursive: true, force: true });
    throw explainFileError(
      error,
      'the restore',
      'lava restore FILE reads the file as who calls it, e.g. as root',
    );
  } finally {
    await loader.close();
  }
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

class Reader {
  readonly #loader: Loader;
  readonly #stateDir: string;
  readonly #from: string | number;
  readonly #keys = new Map<string, Buffer>();
  readonly #found: Ending = { rows: {}, logs: 0 };
  #manifest: Manifest | undefined;
  #ending: Ending | undefined;

  constructor(loader: Loader, stateDir: string, from: string | number) {
    this.#loader = loader;
    this.#stateDir = stateDir;
    this.#from = from;
  }

  async read(): Promise<Manifest & Ending> {
    const extract = tar.extract();
    const from = this.#from;
    const file =
      typeof from === 'number'
        ? createReadStream('', { fd: from, autoClose: false })
        : createReadStream(from);
    const reading = pipeline(file, extract);
    reading.catch(() => undefined); // the loop below fails with it
    try {
      for await (const entry of extract) {
        await this.#take(entry);
        entry.resume();
      }
      await reading;
    } catch (error) {
      if (error instanceof Error && error.message === 'Unexpected end of data')
        throw this.#broken('it is cut off');
      throw error;
    }
    const [manifest, ending] = [this.#manifest, this.#ending];
    if (!manifest || !ending) throw this.#broken('it is cut off');
    if (ending.logs !== this.#found.logs) throw this.#broken('logs are missing');
    for (const table of manifest.tables) {
      if ((ending.rows[table] ?? 0) !== (this.#found.rows[table] ?? 0))
        throw this.#broken(`rows of ${table} are missing`);
    }
    this.#saveKeys();
    await this.#loader.finish();
    return { ...manifest, ...ending };
  }

  async #take(entry: Entry): Promise<void> {
    const { name } = entry.header;
    const manifest = this.#manifest;
    if (!manifest) {
      if (name !== MANIFEST) throw this.#broken(`it begins with ${name}`);
      this.#manifest = this.#parse(Manifest, await buffer(entry));
      await this.#loader.begin(this.#manifest.migrations);
      return;
    }
    const table = ROWS_ENTRY.exec(name)?.[1];
    const log = LOG_ENTRY.exec(name)?.[1];
    if (name === ENDING) this.#ending = this.#parse(Ending, await buffer(entry));
    else if (table !== undefined && manifest.tables.includes(table))
      await this.#rows(table, await buffer(entry));
    else if (log !== undefined) await this.#log(log, entry);
    else if (KEY_FILES.some((key) => name === `keys/${key}`))
      this.#keys.set(name.slice(5), await buffer(entry));
    else throw this.#broken(`${name} does not belong there`);
  }

  async #rows(table: string, packed: Buffer): Promise<void> {
    const rows = (await unpackFrame(packed)).toString().trimEnd().split('\n');
    await this.#loader.insert(table, rows);
    this.#found.rows[table] = (this.#found.rows[table] ?? 0) + rows.length;
  }

  async #log(name: string, entry: Entry): Promise<void> {
    const path = join(logDirectory({ stateDir: this.#stateDir }), name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    await pipeline(entry, createWriteStream(path, { mode: 0o640, flags: 'wx', flush: true }));
    this.#found.logs++;
  }

  /** Before the rows are durable: an empty server can do with any keys, a full one only with its own. */
  #saveKeys(): void {
    for (const name of KEY_FILES) {
      const path = join(this.#stateDir, name);
      const content = this.#keys.get(name);
      if (content) replaceFile(path, content.toString(), { mode: 0o600 });
      else if (name !== 'server.key') rmSync(path, { force: true });
    }
  }

  #parse<T extends z.ZodType>(schema: T, content: Buffer): z.infer<T> {
    try {
      return schema.parse(JSON.parse(content.toString()));
    } catch (cause) {
      throw this.#broken('it is of another format', cause);
    }
  }

  #broken(why: string, cause?: unknown): LavaError {
    return new LavaError(
      'request-invalid',
      `${typeof this.#from === 'number' ? 'this' : this.#from} is not a complete backup: ${why}`,
      { cause },
    );
  }
}
