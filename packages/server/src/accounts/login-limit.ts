// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** Attempts for one user name from one address, and from one address in all, within the window. */
const ATTEMPTS = 10;
const ATTEMPTS_OF_ADDRESS = 100;
const WINDOW = 5 * 60_000;
/** More clients than this and the oldest are forgotten. */
const REMEMBERED = 10_000;

interface Failures {
  count: number;
  /** When the window began, milliseconds of the monotonic clock. */
  since: number;
}

/** Slows down who guesses passwords. Kept in memory: each process counts for itself. */
export class LoginLimit {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @throws LavaError `too-many-requests` */
  check(username: string, address: string): void {
    const checks: [string, number][] = [
      [pairKey(username, address), ATTEMPTS],
      [address, ATTEMPTS_OF_ADDRESS],
    ];
    for (const [key, most] of checks) {
      const failures = this.#current(key);
      if (!failures || failures.count < most) continue;
      const minutes = Math.ceil((failures.since + WINDOW - this.#now()) / 60_000);
      throw new LavaError('too-many-requests', `too many wrong passwords; try again in ${minutes} min`);
    }
  }

  failed(username: string, address: string): void {
    for (const key of [pairKey(username, address), address]) {
      const failures = this.#current(key) ?? { count: 0, since: this.#now() };
      failures.count++;
      this.#failures.delete(key);
      this.#failures.set(key, failures);
    }
    for (const key of this.#failures.keys()) {
      if (this.#failures.size <= REMEMBERED) break;
      this.#failures.delete(key);
    }
  }

  succeeded(username: string, address: string): void {
    this.#failures.delete(pairKey(username, address));
  }

  #current(key: string): Failures | undefined {
    const failures = this.#failures.get(key);
    return failures && this.#now() - failures.since < WINDOW ? failures : undefined;
  }
}

function pairKey(username: string, address: string): string {
  return `${address} ${username}`;
}
