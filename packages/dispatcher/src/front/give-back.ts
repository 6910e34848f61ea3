// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { replaceFile } from '@lava/kit/fs/replace-file.ts';
import { JOURNAL, LeaseJournal } from '@lava/kit/leases/journal.ts';
import { RETURNED } from '@lava/kit/leases/lease.ts';
import { replayLeases } from '@lava/kit/leases/replay.ts';

/** Where nobody says how long it may take, seconds. */
const TIME = 300;

/**
 * Gives back what a job had taken whose process died, under the account of that job: its journal may say anything, and
 * here it can do no more than the job itself. Returns the exit status.
 *
 * @param time for all, seconds
 */
export async function giveBack(jobDir: string, time = TIME): Promise<number> {
  const replayed = await replayLeases(new LeaseJournal(join(jobDir, JOURNAL)), time * 1_000);
  replaceFile(join(jobDir, RETURNED), JSON.stringify(replayed), { mode: 0o600, durable: false });
  return replayed.failed.length === 0 ? 0 : 3;
}
