// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** Attempts for one user name from one address, and from one address in all, within the window. */
const ATTEMPTS = 10;
const ATTEMPTS_OF_ADDRESS = 100;
const WINDOW = 5 * 60_000;
/** More clients than this and the oldest are forgotten. */
const REMEMBERED = 10_000;

interface Attempts {
  count: number;
  /** When the window began, milliseconds of the monotonic clock. */
  since: number;
}

/** Slows down who guesses passwords. Kept in memory: each process counts for itself. */
export class LoginLimit {
  readonly #attempts = new Map<string, Attempts>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * An attempt begins, and counts from now on: many at the same time are as many as one after the other.
   * @throws LavaError `too-many-requests`
   */
  begin(username: string, address: string): void {
    const checks: [string, number][] = [
      [pairKey(username, address), ATTEMPTS],
      [address, ATTEMPTS_OF_ADDRESS],
    ];
    for (const [key, most] of checks) {
      const attempts = this.#current(key);
      if (!attempts || attempts.count < most) continue;
      const minutes = Math.ceil((attempts.since + WINDOW - this.#now()) / 60_000);
      throw new LavaError('too-many-requests', `too many wrong passwords; try again in ${minutes} min`);
    }
    for (const [key] of checks) {
      const attempts = this.#current(key) ?? { count: 0, since: this.#now() };
      attempts.count++;
      this.#attempts.delete(key);
      this.#attempts.set(key, attempts);
    }
    for (const key of this.#attempts.keys()) {
      if (this.#attempts.size <= REMEMBERED) break;
      this.#attempts.delete(key);
    }
  }

  /** The password was right: the name starts afresh, and this attempt counts no more. Others of the address still do. */
  succeeded(username: string, address: string): void {
    this.#attempts.delete(pairKey(username, address));
    this.#takeBack(address);
  }

  /** The password was not looked at. */
  dropped(username: string, address: string): void {
    this.#takeBack(pairKey(username, address));
    this.#takeBack(address);
  }

  #takeBack(key: string): void {
    const attempts = this.#attempts.get(key);
    if (attempts && attempts.count > 0) attempts.count--;
  }

  #current(key: string): Attempts | undefined {
    const attempts = this.#attempts.get(key);
    return attempts && this.#now() - attempts.since < WINDOW ? attempts : undefined;
  }
}

/** A directory knows somebody under a name in any case. */
function pairKey(username: string, address: string): string {
  return `${address} ${username.toLowerCase()}`;
}
