// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';

/** After so many errors that nobody caught something is wrong for good; the worker then cleans up in our place. */
const MOST = 100;

/**
 * An error that nobody caught ends the job and not the process: the board is powered off, everything is given back, and the
 * submitter is notified. The error is written to standard error, for the operator.
 *
 * @param fail ends the job
 * @param mask hides facts of the lab
 */
export function failOnUncaught(fail: (error: LavaError) => void, mask: (text: string) => string): void {
  let count = 0;
  // Rejected promises that nobody waits for come here as well.
  process.on('uncaughtException', (error: unknown) => {
    const { stack, message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`${mask(stack ?? message)}\n`);
    count += 1;
    if (count > MOST) process.exit(1);
    fail(new LavaError('bug', `an uncaught error: ${message}`, { cause: error }));
  });
}
