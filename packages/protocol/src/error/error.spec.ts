// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { expect, it } from 'vitest';
import { diskCode, toLavaError } from './error.ts';

/** As Node makes it of what Linux says. */
function systemError(number: number, syscall: string): Error {
  const code = getSystemErrorName(-number);
  return Object.assign(new Error(`${code}: ${code}, ${syscall}`), { code, syscall });
}

const { EACCES, EDQUOT, EIO, ENOSPC, EROFS } = constants.errno;

it.each([
  ['disk-full', ENOSPC, 'write'],
  ['disk-full', EDQUOT, 'write'],
  ['disk-failed', EROFS, 'open'],
  ['disk-failed', EIO, 'fsync'],
  [undefined, EIO, 'read'],
  [undefined, EACCES, 'open'],
])('what Linux says of a disk is %s for %i at %s', (code, number, syscall) => {
  expect(diskCode(systemError(number, syscall))).toBe(code);
});

it('a quota that is used up is called that', () => {
  expect(toLavaError(systemError(EDQUOT, 'write'))).toMatchObject({
    code: 'disk-full',
    message: 'EDQUOT: disk quota exceeded, write',
  });
});
