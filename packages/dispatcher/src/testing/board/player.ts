// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transcript, Turn } from './transcript.ts';

/** The terminal that a board plays on. */
export interface Stage {
  write(bytes: Buffer): void;
  /** Runs a line of the shell on the terminal. */
  run(line: string): Promise<void>;
}

/** Plays a transcript: says what is due, and takes what is typed. */
export class Player {
  readonly #transcript: Transcript;
  readonly #stage: Stage;
  /** Typed and not expected yet. */
  #typed = '';
  #drop = 0;
  #seed = 1;
  #woken = Promise.withResolvers<void>();
  /** Turns that are played. */
  played = 0;

  constructor(transcript: Transcript, stage: Stage) {
    this.#transcript = transcript;
    this.#stage = stage;
  }

  /** What somebody types. */
  type(bytes: Buffer): void {
    const lost = Math.min(this.#drop, bytes.length);
    this.#drop -= lost;
    const text = bytes.subarray(lost).toString('latin1');
    if (this.#transcript.echo) this.#stage.write(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
    this.#typed += text;
    this.#woken.resolve();
  }

  /** Plays to the end; gives the exit status, or undefined where the board stays. */
  async play(): Promise<number | undefined> {
    for (const turn of this.#transcript.dialogue) {
      if (turn.expect !== undefined) await this.#expect(turn.expect);
      if (turn.wait !== undefined) await sleep(turn.wait);
      this.#drop += turn.drop ?? 0;
      if (turn.noise !== undefined) await this.#say(this.#noise(turn.noise));
      if (turn.say !== undefined) await this.#say(Buffer.from(turn.say));
      if (turn.run !== undefined) await this.#stage.run(turn.run);
      this.played += 1;
      if (turn.end !== undefined) return turn.end;
    }
    return undefined;
  }

  async #expect(expected: NonNullable<Turn['expect']>): Promise<void> {
    for (;;) {
      const end = endOf(this.#typed, expected);
      if (end !== undefined) {
        this.#typed = this.#typed.slice(end);
        return;
      }
      this.#woken = Promise.withResolvers();
      await this.#woken.promise;
    }
  }

  async #say(bytes: Buffer): Promise<void> {
    const { pace } = this.#transcript;
    if (!pace) return this.#stage.write(bytes);
    for (let at = 0; at < bytes.length; at += pace.bytes) {
      this.#stage.write(bytes.subarray(at, at + pace.bytes));
      await sleep(pace.ms);
    }
  }

  /** The same in each run: a test that fails can be run again. */
  #noise(bytes: number): Buffer {
    return Buffer.from(
      Array.from({ length: bytes }, () => {
        this.#seed = (Math.imul(this.#seed, 1103515245) + 12345) & 0x7fffffff;
        return this.#seed >> 16;
      }),
    );
  }
}

/** Where the text that was expected ends. */
function endOf(typed: string, expected: NonNullable<Turn['expect']>): number | undefined {
  if (typeof expected === 'string') {
    const at = typed.indexOf(expected);
    return at < 0 ? undefined : at + expected.length;
  }
  const match = new RegExp(expected.pattern).exec(typed);
  return match ? match.index + match[0].length : undefined;
}
