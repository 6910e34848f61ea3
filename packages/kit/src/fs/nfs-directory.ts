// SPDX-License-Identifier: Apache-2.0

/** The worker's setting; `lava-run` on a command line knows it too. */
export const NFS_SETTING = 'LAVA_WORKER_NFS_DIR';

/** Directory that the worker's NFS server exports, with everything below it. */
export function nfsDirectory(env: Record<string, string | undefined> = process.env): string {
  return env[NFS_SETTING] || '/srv/nfs';
}

/** How the names of all directories begin that a job has there. */
export function nfsPrefix(job: string | number): string {
  return `lava-${job}-`;
}
