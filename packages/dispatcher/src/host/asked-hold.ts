// SPDX-License-Identifier: Apache-2.0
import { FAILURE_HOLD_FILE, FailureHoldFile } from '@lava/protocol/wire/hold-wish.ts';
import { readDaemonFile } from './daemon-file.ts';

/** For how long the board is to be held after a failure, seconds; undefined when nobody said anything while the job ran. */
export function askedHold(jobDir: string): number | undefined {
  return readDaemonFile(jobDir, FAILURE_HOLD_FILE, FailureHoldFile)?.seconds;
}
