// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';

/** Most time for what a host is to do, milliseconds: a machine may be busy with guests. */
const SOON = 120_000;

/** How often it is looked for, milliseconds. */
const LOOK_AGAIN = 400;

/** Asks until there is an answer; an error is none. @throws Error after two minutes, with the last one as its cause */
export async function soon<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + SOON;
  let last: unknown;
  for (;;) {
    const found = await look().catch((error: unknown) => {
      last = error;
      return undefined;
    });
    if (found !== undefined) return found;
    if (performance.now() > deadline)
      throw new Error(`not within ${SOON / 1000} s: ${what}`, { cause: last });
    await sleep(LOOK_AGAIN);
  }
}
