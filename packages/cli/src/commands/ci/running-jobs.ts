// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import { duration } from '../../output/terminal.ts';
import { plainLine } from './plain-line.ts';

/** Longest time of a timer, milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** The jobs of a pipeline that have not ended. */
export class RunningJobs implements Disposable {
  readonly #client: Client;
  readonly #say: (text: string) => void;
  readonly #ids = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #late = false;

  constructor(client: Client, say: (text: string) => void) {
    this.#client = client;
    this.#say = say;
  }

  add(ids: readonly number[]): void {
    for (const id of ids) this.#ids.add(id);
  }

  remove(id: number): void {
    this.#ids.delete(id);
  }

  /** Whether their time is over, so that none is tried again. */
  get late(): boolean {
    return this.#late;
  }

  /** They are canceled when they have not ended within so many seconds. */
  cancelAfter(seconds: number): void {
    this.#timer = setTimeout(
      () => {
        this.#late = true;
        this.#say(`not ended within ${duration(seconds)}`);
        void this.cancel();
      },
      Math.min(seconds * 1000, LONGEST),
    );
  }

  /** So that their boards are free again; each is tried, and said. */
  async cancel(): Promise<void> {
    await Promise.all(
      [...this.#ids].map((id) =>
        this.#client.jobs.cancel(id).then(
          () => this.#say(`job ${id}: cancel requested`),
          (error: Error) => this.#say(`job ${id} could not be canceled: ${plainLine(error.message)}`),
        ),
      ),
    );
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
