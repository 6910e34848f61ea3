// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * For the transaction of a change that holds what it changes.
 * @param expected the version that the writer has seen; without it the last one wins
 * @throws LavaError `conflict` when there is another version than the expected one
 */
export function assertVersion(what: string, current: number, expected: number | undefined): void {
  if (expected === undefined || expected === current) return;
  throw new LavaError('conflict', `the current version of ${what} is ${current}, not ${expected}`, {
    hint: 'somebody else has saved it meanwhile; look at the newest version, and save yours again if it is still right',
  });
}
