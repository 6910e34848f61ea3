// SPDX-License-Identifier: Apache-2.0
import type { Disclosure } from './disclosure.ts';

/** Where a job's records are read; whole lines with their newlines, `from` is the number of the first. Without `attempt` the newest. */
export interface JobLogs {
  stream(
    job: number,
    from: number,
    limit: number,
    disclosure: Disclosure,
    attempt?: number,
  ): AsyncIterable<{ from: number; count: number; data: Buffer }>;
}
