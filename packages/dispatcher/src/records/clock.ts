// SPDX-License-Identifier: Apache-2.0

/**
 * Stamps records. The wall clock is read once; afterwards only the monotonic clock counts, so that order and durations
 * stay right when somebody sets the clock in the middle of a job.
 */
export class RecordClock {
  readonly #origin: number;

  /** @param wall milliseconds since the epoch now; @param monotonic milliseconds of the monotonic clock now */
  constructor(wall = Date.now(), monotonic = performance.now()) {
    this.#origin = wall - monotonic;
  }

  /** `2026-11-22T09:34:00.123456+00:00`, microseconds, UTC. */
  stamp(monotonic = performance.now()): string {
    const micros = Math.floor((this.#origin + monotonic) * 1000);
    const millis = Math.floor(micros / 1000);
    if (millis !== this.#cachedMillis) {
      this.#cachedMillis = millis;
      this.#cachedText = new Date(millis).toISOString().slice(0, 23);
    }
    return `${this.#cachedText}${String(micros - millis * 1000).padStart(3, '0')}+00:00`;
  }

  #cachedMillis = Number.NaN;
  #cachedText = '';
}
