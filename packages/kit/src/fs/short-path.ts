// SPDX-License-Identifier: Apache-2.0
import { closeSync, constants, openSync } from 'node:fs';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/**
 * Does something with a short name for a file of a directory: the path of a socket may have 107 bytes, those of directories
 * have more. @throws what the file system says
 */
export async function withShortPath<T>(
  directory: string,
  name: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const fd = openSync(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    return await work(`/proc/self/fd/${fd}/${name}`);
  } finally {
    closeSync(fd);
  }
}
