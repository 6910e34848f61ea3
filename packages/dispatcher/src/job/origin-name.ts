// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { quoted } from './path.ts';

/**
 * The name that a file has at its origin, as far as no program takes a part of it for something else.
 * @param unpacked whether it is decompressed, so that its last ending goes
 * @throws LavaError `job-invalid`
 */
export function originName(url: string, unpacked: boolean): string {
  const plain = plainName(decoded(new URL(url).pathname.split('/').findLast(Boolean) ?? '')) || 'file';
  return unpacked ? plain.replace(/(?<=.)\.[^.]+$/, '') : plain;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    throw new LavaError('job-invalid', `the address ends in ${quoted(name)}, which is not a valid encoding`, {
      hint: 'a % in a name is written %25',
      cause: error,
    });
  }
}

/** A comma ends a value for QEMU, and a blank a word. */
export function plainName(name: string): string {
  return name.replace(/[^\w.+@=~%:-]/g, '_').slice(0, 200);
}
