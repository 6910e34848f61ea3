// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/**
 * What the database refused because of what a request says, or because of another one at the same moment; undefined for what
 * is nobody's fault but ours. Every door asks this before it says that something went wrong in the server.
 */
export function refusalOfDatabase(thrown: unknown): LavaError | undefined {
  const { code, message } = thrown as { code?: unknown; message?: string };
  if (typeof code !== 'string') return undefined;
  // Class 22: a value that is beyond what a column holds, e.g. a year or a number.
  if (/^22[0-9A-Z]{3}$/.test(code))
    return new LavaError(
      'request-invalid',
      `a value of the request cannot be stored or looked up: ${message ?? ''}`,
      { cause: thrown },
    );
  // foreign_key_violation, unique_violation: it was there, or was not, a moment ago.
  if (code === '23503' || code === '23505')
    return new LavaError(
      'conflict',
      'something that the request is about was added or removed at the same moment',
      {
        hint: 'look at it again, and try again if you still want this',
        cause: thrown,
      },
    );
  return undefined;
}
