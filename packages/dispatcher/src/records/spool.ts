// SPDX-License-Identifier: Apache-2.0
import { closeSync, ftruncateSync, openSync, rmSync, write, writeFileSync, writeSync } from 'node:fs';
import { diskCode, LavaError, systemMessage } from '@lava/protocol/error/error.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type { RecordSink, Weight } from './job-log.ts';

/** Space held back so that a job can still say how it ended when the disk is full, bytes. */
const RESERVE = 256 * 1024;

/** Of the reserve, what only the end of the job may use, bytes. */
const FOR_THE_END = 64 * 1024;

export interface SpoolOptions {
  /** Before each record; `- ` makes the file a YAML list. */
  prefix?: string;
  /** Of the files that are made, before the umask. */
  mode?: number;
  /** The limit of records in bytes; more ends the job. */
  limit?: number;
  /** Called once with the reason when no more can be taken: `log-limit`, `disk-full`, `disk-failed`. */
  onTrouble(error: LavaError): void;
}

interface Line {
  text: string;
  weight: Weight;
}

/**
 * File that records are appended to, whole lines in order. Records are gathered while a write is under way, so under load
 * they go out in large pieces and otherwise immediately.
 *
 * When the disk is full or fails, the whole lines that were written stay, a reserve is freed, and from then on only results
 * and the end of the job are accepted. Those wait in memory until there is room: the job is ending, and gives its own
 * space back. Never throws.
 */
export class Spool implements RecordSink {
  readonly #path: string;
  readonly #options: SpoolOptions;
  #fd: number | undefined;
  #queue: Line[] = [];
  #queued = 0;
  #taken = 0;
  /** End of the last whole line in the file. */
  #size = 0;
  #writing: Promise<void> | undefined;
  /** Once the disk has refused a write: lines that wait for room, and their bytes so far. */
  #waiting: Buffer[] = [];
  #salvaged = 0;
  #dropped = 0;
  trouble: LavaError | undefined;

  constructor(path: string, options: SpoolOptions) {
    this.#options = options;
    this.#path = path;
    try {
      this.#open();
      writeFileSync(this.#reserve, Buffer.alloc(RESERVE), { mode: options.mode ?? 0o666 });
    } catch (error) {
      this.#fail(error);
    }
  }

  get backlog(): number {
    return this.#queued;
  }

  get lost(): number {
    return this.#dropped + this.#waiting.length;
  }

  /** What became of the job, as far as its log tells: one with gaps is never complete. */
  verdict(status: JobStatus): JobStatus {
    const { lost, trouble } = this;
    if (lost === 0 || !trouble) return status;
    if (status.health !== 'complete') return { ...status, lost };
    const { code, kind, message } = trouble;
    return { ...status, health: 'incomplete', code, kind, message, lost };
  }

  write(line: string, weight: Weight): void {
    const text = `${this.#options.prefix ?? ''}${line}\n`;
    this.#queue.push({ text, weight });
    this.#queued += text.length;
    this.#taken += text.length;
    const { limit } = this.#options;
    if (limit !== undefined && this.#taken > limit && this.#taken - text.length <= limit)
      this.#options.onTrouble(
        new LavaError(
          'log-limit',
          `the job wrote more than the allowed ${Math.round(limit / 1e6)} MB of log`,
        ),
      );
    this.#writing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#drain());
  }

  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
    this.#salvage();
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    await this.flush();
    quietly(() => this.#fd !== undefined && closeSync(this.#fd));
    this.#release();
  }

  get #reserve(): string {
    return `${this.#path}.reserve`;
  }

  #open(): number {
    this.#fd ??= openSync(this.#path, 'w', this.#options.mode ?? 0o666);
    return this.#fd;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const lines = this.#queue;
      this.#queue = [];
      if (this.trouble) this.#keep(lines);
      else await this.#append(lines);
      this.#queued -= lines.reduce((sum, { text }) => sum + text.length, 0);
    }
    this.#writing = undefined;
  }

  async #append(lines: Line[]): Promise<void> {
    const data = Buffer.from(lines.map(({ text }) => text).join(''));
    let at = 0;
    try {
      const fd = this.#open();
      while (at < data.length) {
        at += await new Promise<number>((resolve, reject) =>
          write(fd, data, at, data.length - at, this.#size + at, (error, n) =>
            error ? reject(error) : resolve(n),
          ),
        );
      }
      this.#size += data.length;
    } catch (error) {
      const whole = at === 0 ? 0 : data.lastIndexOf('\n', at - 1) + 1;
      this.#size += whole;
      this.#fail(error);
      this.#keep(lines.slice(countLines(data.subarray(0, whole))));
    }
  }

  #fail(cause: unknown): void {
    const code = diskCode(cause) ?? 'disk-failed';
    const why = systemMessage(cause as Error);
    this.trouble = new LavaError(code, `the job's log cannot be written: ${why}`, { cause });
    this.#cut();
    this.#release();
    this.#options.onTrouble(this.trouble);
  }

  /** Of lines that came too late, takes what is needed most. */
  #keep(lines: readonly Line[]): void {
    for (const { text, weight } of lines) {
      const data = Buffer.from(text);
      const room = weight === 'end' ? RESERVE : RESERVE - FOR_THE_END;
      if (weight === 'text' || this.#salvaged + data.length > room) {
        this.#dropped += 1;
        continue;
      }
      this.#salvaged += data.length;
      this.#waiting.push(data);
    }
    this.#salvage();
  }

  #salvage(): void {
    for (let data = this.#waiting[0]; data; data = this.#waiting[0]) {
      try {
        const fd = this.#open();
        for (let at = 0; at < data.length; ) at += writeSync(fd, data, at, data.length - at, this.#size + at);
      } catch {
        // Later there may be room; where there never is, the worker reports a job whose log has no end.
        this.#cut();
        return;
      }
      this.#size += data.length;
      this.#waiting.shift();
    }
  }

  #release(): void {
    quietly(() => rmSync(this.#reserve, { force: true }));
  }

  /** Nothing stays of a line that was not written whole; if this fails, the next line is written over it. */
  #cut(): void {
    quietly(() => this.#fd !== undefined && ftruncateSync(this.#fd, this.#size));
  }
}

/** A disk that refuses to be written refuses this as well; the trouble is known then. */
function quietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // Known, see above.
  }
}

function countLines(data: Buffer): number {
  let lines = 0;
  for (let at = data.indexOf('\n'); at >= 0; at = data.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
