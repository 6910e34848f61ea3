// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

export interface CancelSignals {
  canceled: AbortSignal;
  /** A second wish to end: the cleanup gets less time. */
  hurried: AbortSignal;
  /** Ends the job for a reason of our own. */
  fail(error: LavaError): void;
}

/**
 * SIGTERM, SIGINT and SIGHUP as wish to end the job.
 * @param reason who asked for it and why, when somebody has left a note
 */
export function cancelSignals(reason: () => string | undefined): CancelSignals {
  const canceled = new AbortController();
  const hurried = new AbortController();
  let asked = false;
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) {
    process.on(name, () => {
      if (asked) hurried.abort();
      asked = true;
      if (!canceled.signal.aborted)
        canceled.abort(new LavaError('canceled', reason() || 'The job was canceled'));
    });
  }
  return {
    canceled: canceled.signal,
    hurried: hurried.signal,
    fail: (error) => {
      if (!canceled.signal.aborted) canceled.abort(error);
    },
  };
}
