// SPDX-License-Identifier: Apache-2.0
import type { JobLog } from '../records/job-log.ts';
import { type ConsolePipe, openPipe } from './pipe.ts';

/** How much of it is kept for the message when the program fails, UTF-16 units. */
const KEPT = 4096;

/** What a program on a terminal says of itself: its standard error, apart from the terminal, as warnings in the log. */
export class Complaints {
  readonly #name: string;
  readonly #log: JobLog;
  readonly #pipe: ConsolePipe;
  #text = '';
  #rest = '';
  #muted = false;

  private constructor(name: string, log: JobLog, pipe: ConsolePipe) {
    this.#name = name;
    this.#log = log;
    this.#pipe = pipe;
    pipe.reader.setEncoding('utf8');
    pipe.reader.on('data', (chunk: string) => this.#take(chunk));
    pipe.reader.on('error', () => pipe.reader.destroy());
  }

  static async open(name: string, log: JobLog): Promise<Complaints> {
    return new Complaints(name, log, await openPipe());
  }

  /** The last of it. */
  get text(): string {
    return this.#text.trim();
  }

  /** File descriptor for the program. */
  get writer(): number {
    return this.#pipe.writer;
  }

  /** To be called when the program has ended; resolves when all its output is here. */
  ended(): Promise<void> {
    const { reader } = this.#pipe;
    this.#pipe.release();
    return new Promise((resolve) => {
      if (reader.destroyed) resolve();
      else reader.once('close', () => resolve());
    });
  }

  /** What the program says from now on, of being ended by us, is not news. */
  mute(): void {
    this.#muted = true;
  }

  close(): void {
    this.#line(this.#rest);
    this.#rest = '';
    this.#pipe.release();
    this.#pipe.reader.destroy();
  }

  #take(chunk: string): void {
    this.#text = (this.#text + chunk).slice(-KEPT);
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, KEPT);
    for (const line of lines) this.#line(line);
  }

  #line(text: string): void {
    const line = text.trimEnd();
    if (line !== '' && !this.#muted)
      this.#log.warning(line.startsWith(`${this.#name}:`) ? line : `${this.#name}: ${line}`);
  }
}
