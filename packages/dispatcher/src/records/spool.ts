// SPDX-License-Identifier: Apache-2.0
import { closeSync, ftruncateSync, openSync, rmSync, write, writeFileSync, writeSync } from 'node:fs';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { RecordSink } from './job-log.ts';

/** Space held back so that a job can still say how it ended when the disk is full, bytes. */
const RESERVE = 256 * 1024;

export interface SpoolOptions {
  /** Before each record; `- ` makes the file a YAML list. */
  prefix?: string;
  /** Of the files that are made, before the umask. */
  mode?: number;
  /** Most bytes of records; more ends the job. */
  limit?: number;
  /** Called once with the reason when no more can be taken: `log-limit`, `disk-full`. */
  onTrouble(error: LavaError): void;
}

/**
 * File that records are appended to, whole lines in order. Records are gathered while a write is under way, so under load
 * they go out in large pieces and otherwise at once. When the disk is full, what did not fit is dropped up to the last
 * whole line, a reserve is freed, and the few records that end the job go there.
 */
export class Spool implements RecordSink {
  readonly #fd: number;
  readonly #reserve: string;
  readonly #options: SpoolOptions;
  #queue: string[] = [];
  #queued = 0;
  #taken = 0;
  #size = 0;
  #writing: Promise<void> | undefined;
  #full = false;
  lost = 0;

  constructor(path: string, options: SpoolOptions) {
    this.#options = options;
    const { mode = 0o666 } = options;
    this.#reserve = `${path}.reserve`;
    this.#fd = openSync(path, 'w', mode);
    writeFileSync(this.#reserve, Buffer.alloc(RESERVE), { mode });
  }

  get backlog(): number {
    return this.#queued;
  }

  write(line: string): void {
    const text = `${this.#options.prefix ?? ''}${line}\n`;
    this.#queue.push(text);
    this.#queued += text.length;
    this.#taken += text.length;
    const { limit } = this.#options;
    if (limit !== undefined && this.#taken > limit && this.#taken - text.length <= limit)
      this.#options.onTrouble(
        new LavaError(
          'log-limit',
          `the job wrote more log than the ${Math.round(limit / 1e6)} MB that are allowed`,
        ),
      );
    this.#writing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#drain());
  }

  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    await this.flush();
    closeSync(this.#fd);
    rmSync(this.#reserve, { force: true });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const lines = this.#queue;
      this.#queue = [];
      const data = Buffer.from(lines.join(''));
      try {
        await this.#append(data);
      } catch (error) {
        this.#recover(lines, error);
      }
      this.#queued -= lines.reduce((sum, line) => sum + line.length, 0);
    }
    this.#writing = undefined;
  }

  async #append(data: Buffer): Promise<void> {
    for (let at = 0; at < data.length; ) {
      at += await new Promise<number>((resolve, reject) =>
        write(this.#fd, data, at, data.length - at, this.#size + at, (error, n) =>
          error ? reject(error) : resolve(n),
        ),
      );
    }
    this.#size += data.length;
  }

  /** After a failed write: nothing of it stays but the whole lines that the reserve has room for. */
  #recover(lines: string[], cause: unknown): void {
    ftruncateSync(this.#fd, this.#size);
    if (this.#full) {
      this.#salvage(lines);
      return;
    }
    this.#full = true;
    this.lost += lines.length;
    rmSync(this.#reserve, { force: true });
    this.#options.onTrouble(
      new LavaError('disk-full', `the job's log cannot be written: ${(cause as Error).message}`, { cause }),
    );
  }

  #salvage(lines: string[]): void {
    for (const line of lines) {
      const data = Buffer.from(line);
      try {
        writeSync(this.#fd, data, 0, data.length, this.#size);
        this.#size += data.length;
      } catch {
        // Not even the reserve is enough; the worker reports a job whose log has no end.
        ftruncateSync(this.#fd, this.#size);
        this.lost += 1;
      }
    }
  }
}
