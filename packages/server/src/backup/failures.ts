// SPDX-License-Identifier: Apache-2.0
import { userInfo } from 'node:os';
import { diskCode, LavaError } from '@lava/protocol/error/error.ts';

/** `disk_full` of PostgreSQL. */
const DATABASE_FULL = '53100';
const UNUSABLE: Record<string, string> = {
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'there is no such directory',
  EISDIR: 'it is a directory',
  EROFS: 'that disk is read-only',
};

/** Makes of what the system says about a file, or the disk below it, something to act on; leaves any other error as it is. */
export function explainFileError(error: unknown, what: string, hint: string): unknown {
  const { code = '', path } = error as NodeJS.ErrnoException;
  if (code === DATABASE_FULL || diskCode(error) === 'disk-full') {
    const message = `no space is left on the disk: ${what} was not finished, and nothing of it is kept`;
    return new LavaError('disk-full', message, {
      hint: 'free some space, or use another disk',
      cause: error,
    });
  }
  const why = code === 'EACCES' ? `${accountName()} may not use it` : UNUSABLE[code];
  if (why === undefined) return error;
  return new LavaError('request-invalid', `${path ?? what}: ${why}`, { hint, cause: error });
}

export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`; // containers run as numbers without a name
  }
}
