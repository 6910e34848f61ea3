// SPDX-License-Identifier: Apache-2.0
import { Script } from 'node:vm';

/** What a call that was interrupted gives instead of its value. */
export const OUT_OF_TIME = Symbol('out of time');

const KEY = Symbol.for('lava.dispatcher.guarded');
const holder = globalThis as unknown as Record<symbol, () => unknown>;
const call = new Script(`globalThis[Symbol.for('lava.dispatcher.guarded')]()`);

/**
 * Calls a synchronous function and interrupts it when it takes longer. The time limit of `node:vm` reaches into the regular
 * expression engine, which some expressions keep busy for years over a line of 40 characters. It costs about 0.2 ms a call,
 * so put the search of a whole chunk into one.
 * @param ms milliseconds
 */
export function within<T>(ms: number, work: () => T): T | typeof OUT_OF_TIME {
  holder[KEY] = work;
  try {
    return call.runInThisContext({ timeout: ms }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return OUT_OF_TIME;
    throw error;
  }
}
