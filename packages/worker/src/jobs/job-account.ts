// SPDX-License-Identifier: Apache-2.0
import { chmodSync, chownSync, lstatSync } from 'node:fs';
import { dirname } from 'node:path';

/** Gives a directory to the account of one job, whose number is also that of its group; nobody else may enter. */
export function giveTo(directory: string, account: number): void {
  chmodSync(directory, 0o700);
  chownSync(directory, account, account);
}

/** How files are opened that only the daemon writes, in a directory of its own. */
export const DAEMONS = { follow: false, owners: [self()] };

/**
 * How files of a job's directory are opened. A job may have put anything there: a link to a file that only the daemon may
 * read or write, or a second name for it. So only what belongs to the daemon or the directory's owner counts.
 */
export function jobs(path: string): typeof DAEMONS {
  const owner = lstatSync(dirname(path), { throwIfNoEntry: false })?.uid;
  return owner === undefined || owner === self() ? DAEMONS : { follow: false, owners: [self(), owner] };
}

export function self(): number {
  return process.geteuid?.() ?? -1;
}
