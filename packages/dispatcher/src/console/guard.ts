// SPDX-License-Identifier: Apache-2.0
import { Script } from 'node:vm';
import { LavaError } from '@lava/protocol/error/error.ts';

/** Time for one search of a pattern from the job, milliseconds; an honest one needs microseconds. */
const SEARCH_TIME = 2_000;

const KEY = Symbol.for('lava.dispatcher.guarded');
const holder = globalThis as unknown as Record<symbol, () => unknown>;
const call = new Script(`globalThis[Symbol.for('lava.dispatcher.guarded')]()`);

/**
 * Runs a synchronous search that is interrupted when it takes too long: some expressions need years for a line of 40
 * characters. The time limit of `node:vm` can interrupt the regular expression engine; it costs about 0.15 ms a call,
 * so callers put the search of a whole chunk into one.
 * @param what the pattern, for the message
 * @throws LavaError `test-pattern`
 */
export function guarded<T>(what: string, search: () => T, ms = SEARCH_TIME): T {
  holder[KEY] = search;
  try {
    return call.runInThisContext({ timeout: ms }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new LavaError('test-pattern', `the pattern takes more than ${ms / 1000} s to search: ${what}`, {
      hint: 'avoid nested repetition, like (a+)+ or (.*)*',
      cause: error,
    });
  }
}
