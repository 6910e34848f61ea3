// SPDX-License-Identifier: Apache-2.0
import type { JobLog } from '../../records/job-log.ts';

/** A line that is not ended is noted after so long without a key, milliseconds, or with so many characters. */
const QUIET = 2_000;
const LONGEST = 1_000;

/** Notes in the job's log what a person types, in lines, and who it was. */
export class TypedLog {
  readonly #log: JobLog;
  readonly #console: string;
  #who = '';
  #line = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(log: JobLog, console: string) {
    this.#log = log;
    this.#console = console;
  }

  note(who: string, bytes: Buffer): void {
    if (who !== this.#who) this.flush();
    this.#who = who;
    for (const char of bytes.toString('utf8')) {
      if (char === '\r' || char === '\n') this.flush(true);
      else this.#line += shown(char);
      if (this.#line.length >= LONGEST) this.flush();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), QUIET);
    this.#timer.unref();
  }

  noteBreak(who: string): void {
    this.flush();
    this.#log.line('input', `${who} sends a break to ${this.#console}`);
  }

  /** @param ended by the key for the end of a line, which is noted also when there is nothing before it */
  flush(ended = false): void {
    clearTimeout(this.#timer);
    if (this.#line !== '' || ended)
      this.#log.line('input', `${this.#who} types at ${this.#console}: ${this.#line}`);
    this.#line = '';
  }
}

/** Control characters as they are written: `^C`. */
function shown(char: string): string {
  const code = char.charCodeAt(0);
  if (code === 9) return char;
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  return code === 127 ? '^?' : char;
}
