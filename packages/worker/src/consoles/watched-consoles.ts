// SPDX-License-Identifier: Apache-2.0
import {
  type ConsoleOutput,
  type ConsoleSeen,
  type Consoles,
  type ConsoleTyped,
  OUTPUT_WINDOW,
  type Watch,
} from '@lava/protocol/wire/console.ts';
import { ConsoleRelay } from './console-relay.ts';

export interface WatchedOptions {
  /** Directory of a job that runs here. */
  directoryOf(job: number): string | undefined;
  sendList(list: Consoles): void;
  sendOutput(output: ConsoleOutput, data: Buffer): void;
}

/** Output of all jobs that may be on its way without an answer, bytes: pings must get through. */
const MOST_ON_THE_WAY = 1024 * 1024;

/** The jobs of this worker whose consoles somebody watches. */
export class WatchedConsoles {
  readonly #options: WatchedOptions;
  readonly #relays = new Map<number, ConsoleRelay>();

  constructor(options: WatchedOptions) {
    this.#options = options;
  }

  /** The server says all that are watched, each time that this changes and now and then. */
  watch({ jobs }: Watch): void {
    const wanted = new Set(jobs);
    for (const [job, relay] of this.#relays) {
      if (wanted.has(job) && this.#options.directoryOf(job) !== undefined) continue;
      relay.close();
      this.#relays.delete(job);
    }
    for (const job of wanted) {
      const path = this.#options.directoryOf(job);
      if (path !== undefined && !this.#relays.has(job)) this.#relays.set(job, this.#relay(job, path));
    }
  }

  typed(typed: ConsoleTyped): void {
    this.#relays.get(typed.job)?.typed(typed);
  }

  seen({ job, number }: ConsoleSeen): void {
    this.#relays.get(job)?.seen(number);
    for (const relay of this.#relays.values()) relay.resume();
  }

  /** The link is down: what was on its way is lost, and who watches begins again. */
  close(): void {
    for (const relay of this.#relays.values()) relay.close();
    this.#relays.clear();
  }

  #relay(job: number, path: string): ConsoleRelay {
    const { sendList, sendOutput } = this.#options;
    return new ConsoleRelay({
      ...{ job, path, sendList, sendOutput },
      mayRead: (bytes) => bytes < OUTPUT_WINDOW && this.#onTheWay < MOST_ON_THE_WAY,
    });
  }

  get #onTheWay(): number {
    return this.#relays.values().reduce((sum, { bytesOnTheWay }) => sum + bytesOnTheWay, 0);
  }
}
