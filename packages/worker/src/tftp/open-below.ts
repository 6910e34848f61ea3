// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const { O_RDONLY, O_NOFOLLOW, O_DIRECTORY, O_NONBLOCK } = constants;

/**
 * Opens a regular file below a directory. No link is followed and nothing above is reached, also while somebody changes the
 * directories: each is opened in the one before.
 * @param name with slashes; a first one means the directory itself
 * @throws an error of the file system; with code `EACCES` for what may not be opened at all
 */
export async function openBelow(root: string, name: string): Promise<{ file: FileHandle; size: number }> {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  const last = parts.pop();
  if (last === undefined || [...parts, last].some((part) => part === '..' || part.includes('\0')))
    throw denied('leads out of the directory');
  let directory = await open(root, O_RDONLY | O_DIRECTORY);
  try {
    for (const part of parts) {
      const next = await open(`/proc/self/fd/${directory.fd}/${part}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      await directory.close();
      directory = next;
    }
    const path = `/proc/self/fd/${directory.fd}/${last}`;
    return await regular(await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  } finally {
    await directory.close();
  }
}

async function regular(file: FileHandle): Promise<{ file: FileHandle; size: number }> {
  const stat = await file.stat();
  if (stat.isFile()) return { file, size: stat.size };
  await file.close();
  throw denied('is not a file');
}

function denied(why: string): Error {
  return Object.assign(new Error(why), { code: 'EACCES' });
}
