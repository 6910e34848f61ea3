// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';

/** How long what runs may take to end in good order, milliseconds. */
const STOP_PATIENCE = 10_000;

/**
 * An exception that nobody foresaw leaves a process in a state that nobody knows: it is logged with its stack, what runs is
 * stopped in good order, and the process ends with status 1, after which its service manager starts it again.
 */
export function endOnBug(log: Logger, stop: () => Promise<void>): void {
  let ending = false;
  const end = (thrown: unknown) => {
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    log.error(
      { reason: message, stack },
      'an unforeseen error; this process ends and is to be started again',
    );
    if (ending) return;
    ending = true;
    process.exitCode = 1;
    setTimeout(() => process.exit(1), STOP_PATIENCE).unref();
    stop().then(
      () => process.exit(1),
      () => process.exit(1), // the first error is the one that counts
    );
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
