// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { WorkerMessage } from '@lava/protocol/wire/messages.ts';
import { computeForLinks } from '../../compute/compute.ts';

/** Bytes up to which reading a message takes a millisecond or two, whatever is in it. */
const SMALL = 16 * 1024;
/** Of all workers together; each may be as large as a frame. */
const MOST = 4;

export const isSmall = (frame: Buffer | undefined) => frame === undefined || frame.length <= SMALL;

/**
 * Messages so large that they would hold the loop are read in a thread, one at a time of each worker. What comes meanwhile
 * is left out: its worker says it again.
 */
export class LargeMessages {
  readonly #log: Logger;
  readonly #under = new Set<string>();
  readonly #told = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Whether a message of the worker is being read: it is not silent, however long that takes. */
  isReading(worker: string): boolean {
    return this.#under.has(worker);
  }

  read(worker: string, frame: Buffer, take: (message: WorkerMessage) => void): void {
    if (this.#under.has(worker) || this.#under.size >= MOST) return;
    this.#under.add(worker);
    computeForLinks('read-message', frame)
      .then(
        (message) => {
          if (message) take(message as WorkerMessage);
        },
        (error: Error) => this.#refuse(worker, frame.length, error),
      )
      .finally(() => this.#under.delete(worker));
  }

  #refuse(worker: string, bytes: number, { message }: Error): void {
    if (this.#told.has(worker)) return;
    this.#told.add(worker);
    this.#log.warn({ worker, bytes, reason: message }, 'a large message of a worker cannot be read');
  }
}
