// SPDX-License-Identifier: Apache-2.0

/** What a helper says of the device's clocks: seconds since the epoch, and since the device started. */
const CLOCK = / CLOCK=(\d{1,12})\/(\d{1,10})$/;

/** Seconds that come of rounding, and of a clock that is brought to the right time slowly. */
const TOLERANCE = 3;

/** The device's clock in a run of tests, as helpers tell it with starts of runs and with measurements. */
export class DeviceClock {
  #last: { wall: number; up: number } | undefined;

  /**
   * Takes the clocks off a signal.
   * @returns the signal without them, and by how many seconds the clock was set since the signal before
   */
  read(text: string): { text: string; jump?: number } {
    const found = CLOCK.exec(text);
    if (!found) return { text };
    const now = { wall: Number(found[1]), up: Number(found[2]) };
    const last = this.#last;
    this.#last = now;
    const rest = { text: text.slice(0, found.index) };
    // Less than before: the device has started again.
    if (!last || now.up < last.up) return rest;
    const jump = now.wall - last.wall - (now.up - last.up);
    return Math.abs(jump) > TOLERANCE ? { ...rest, jump } : rest;
  }
}
