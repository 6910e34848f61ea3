// SPDX-License-Identifier: Apache-2.0

/**
 * Threads of Node that wait for files; four by default. Each job that printed something has a file that the disk must have
 * before the transaction of the group is over, and files that wait for the disk at the same time wait for it once.
 */
const THREADS = '16';

/** Only before anything has used a thread: Node reads it once. */
export function raiseFileThreads(): void {
  process.env.UV_THREADPOOL_SIZE ??= THREADS;
}
