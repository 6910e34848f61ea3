// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Process id of the postmaster that runs on this data directory, also one that another process started. */
export function runningPostmaster(data: string): number | undefined {
  const pid = pidInFile(data);
  return pid !== undefined && worksIn(pid, data) ? pid : undefined;
}

/**
 * Removes a postmaster.pid whose number now belongs to some other program, which would keep PostgreSQL from starting.
 * Left alone as long as any process still works in the directory: a back end may outlive its postmaster for a moment.
 */
export function removeStalePidFile(data: string): void {
  if (pidInFile(data) === undefined) return;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  if (!pids.some((pid) => worksIn(Number(pid), data))) rmSync(join(data, 'postmaster.pid'), { force: true });
}

function pidInFile(data: string): number | undefined {
  try {
    const [line] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(line);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** PostgreSQL's processes all have the data directory as their working directory. */
function worksIn(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false; // gone, or of another user and so not ours
  }
}
