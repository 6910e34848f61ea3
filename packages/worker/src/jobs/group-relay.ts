// SPDX-License-Identifier: Apache-2.0
import type { Answer, Ask } from '@lava/protocol/wire/group-call.ts';
import type { JobDir } from './job-dir.ts';

/**
 * Carries what a job asks of the others of its MultiNode group. What was not answered yet is in the job's directory, so a
 * daemon that takes over asks it again; the server counts it once.
 */
export class GroupRelay {
  readonly #dir: JobDir;
  readonly #send: (ask: Ask) => void;
  /** Number of the call that was carried last, and of the one that was answered last. */
  #asked = 0;
  #answered = 0;

  constructor(dir: JobDir, send: (ask: Ask) => void) {
    this.#dir = dir;
    this.#send = send;
  }

  /** There may be a new call. */
  look(): void {
    this.#carry((number) => number > this.#asked);
  }

  repeat(): void {
    this.#carry((number) => number > this.#answered);
  }

  answered({ number, answer }: Answer): void {
    if (number !== this.#asked || number === this.#answered) return;
    this.#dir.writeAnswer({ number, answer });
    this.#answered = number;
  }

  #carry(due: (number: number) => boolean): void {
    const ask = this.#dir.readAsk();
    if (!ask || !due(ask.number)) return;
    this.#asked = ask.number;
    this.#send({ type: 'ask', job: this.#dir.job, ...ask });
  }
}
