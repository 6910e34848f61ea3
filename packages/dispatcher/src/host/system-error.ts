// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** An error of the operating system on the worker, classified: a full disk is something else than a bug. */
export function systemError(thrown: unknown, what: string): LavaError {
  if (thrown instanceof LavaError) return thrown;
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (code && FULL.has(code))
    return new LavaError('disk-full', `${what}: no space is left on the worker's disk`, { cause: thrown });
  return new LavaError('host-tool-failed', `${what}: ${message}`, { cause: thrown });
}
