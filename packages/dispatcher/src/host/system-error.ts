// SPDX-License-Identifier: Apache-2.0
import { diskCode, LavaError } from '@lava/protocol/error/error.ts';

/** An error of the operating system on the worker, classified: a full disk is something else than a bug. */
export function systemError(thrown: unknown, what: string): LavaError {
  if (thrown instanceof LavaError) return thrown;
  const { message } = thrown as NodeJS.ErrnoException;
  const code = diskCode(thrown);
  if (code === 'disk-full')
    return new LavaError(code, `${what}: no space is left on the worker's disk`, { cause: thrown });
  if (code) return new LavaError(code, `${what}: ${message}`, { cause: thrown });
  return new LavaError('host-tool-failed', `${what}: ${message}`, { cause: thrown });
}
