// SPDX-License-Identifier: Apache-2.0

import { messageText } from '@lava/protocol/record/line-text.ts';
import { LEVELS } from '@lava/protocol/record/record.ts';
import type { LineStore } from './line-store.ts';

const ERRORS = new Set([LEVELS.indexOf('error'), LEVELS.indexOf('exception')]);
/** Lines of errors that are compared with the message, from the end; a job that fails has few. */
const MOST_COMPARED = 500;

/**
 * The line where a job failed: the first of the last errors that says what the job's error says, else the last error.
 * Only of what is held; undefined when that has no error.
 */
export function findFailure(store: LineStore, message: string): number | undefined {
  let last: number | undefined;
  let found: number | undefined;
  let compared = 0;
  for (let seq = store.count - 1; seq >= 0 && compared < MOST_COMPARED; seq--) {
    if (!ERRORS.has(store.levelAt(seq))) continue;
    compared++;
    last ??= seq;
    const record = store.record(seq);
    if (record && messageText(record).includes(message)) found = seq;
  }
  return found ?? last;
}
