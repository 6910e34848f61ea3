// SPDX-License-Identifier: Apache-2.0
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { NFS_SETTING, nfsDirectory, nfsPrefix } from '@lava/kit/fs/nfs-directory.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import { LeasedFolder } from './leased-folder.ts';
import type { Leases } from './leases.ts';

/** Only the server, which is root, passes: a root file system has programs that make whoever runs them root. */
const PRIVATE = 0o700;

/** @throws LavaError `host-tool-missing` when the worker exports nothing, or this account may not write there */
export function checkNfs(): void {
  const directory = nfsDirectory();
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new LavaError(
      'host-tool-missing',
      `${directory}, which NFS exports, cannot be written: ${(error as Error).message}`,
      {
        hint: `export a directory of the worker with an NFS server, without squashing root, and name it in ${NFS_SETTING}; the account of the job must be able to write there`,
        cause: error,
      },
    );
  }
}

/** A directory of the worker's NFS server that is this job's own. @param level of the step that makes it */
export function nfsFolder(job: string, level: string, leases: Leases): LeasedFolder {
  return new LeasedFolder(join(nfsDirectory(), `${nfsPrefix(job)}${level}`), PRIVATE, leases);
}
