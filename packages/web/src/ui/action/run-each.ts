// SPDX-License-Identifier: Apache-2.0
import { type LavaError, toLavaError } from '@lava/protocol/error/error.ts';

/** How one of many went. */
export interface Outcome<T> {
  item: T;
  error: LavaError | undefined;
}

/** So many requests at the same time: a server has other users. */
const AT_ONCE = 4;

/**
 * Does the same to each of many, whatever happens to the others.
 * @param signal aborted: what has begun ends, nothing more begins
 * @param onDone called after each, with all outcomes so far
 */
export async function runEach<T>(
  items: readonly T[],
  run: (item: T) => Promise<unknown>,
  signal: AbortSignal,
  onDone: (outcomes: Outcome<T>[]) => void,
): Promise<void> {
  const outcomes: Outcome<T>[] = [];
  const queue = items.values();

  async function worker(): Promise<void> {
    for (const item of queue) {
      if (signal.aborted) return;
      const error = await run(item).then(() => undefined, toLavaError);
      outcomes.push({ item, error });
      onDone([...outcomes]);
    }
  }

  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
