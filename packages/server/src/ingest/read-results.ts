// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@lava/kit/slice.ts';
import { computeForLinks } from '../compute/compute.ts';
import type { NewResult } from '../db/queries/log-chunks.ts';
import type { Batch } from './group.ts';
import { resultRow } from './result-row.ts';

/** Bytes up to which reading a line takes no more than a millisecond or two. */
const SMALL = 16 * 1024;

/** Reads the result lines of the batches, once, with pauses: a test may print thousands of them in a moment. */
export async function readResults(batches: readonly Batch[]): Promise<void> {
  const slice = new Slice();
  for (const batch of batches) {
    if (batch.results !== undefined) continue;
    const { header, data, scan } = batch;
    const results: { index: number; row: NewResult | undefined }[] = [];
    for (const { index, start, end } of scan.results) {
      const [record, line] = [header.from + index, data.toString('utf8', start, end)];
      const row =
        line.length <= SMALL ? resultRow(header.job, record, line) : await large(header.job, record, line);
      results.push({ index, row });
      if (slice.isOver) await slice.rest();
    }
    batch.results = results;
  }
}

/** One that takes more time or memory than a thread has counts as one that cannot be read. */
async function large(job: number, record: number, line: string): Promise<NewResult | undefined> {
  const row = computeForLinks('read-result', { job, record, line });
  return (await row.catch(() => undefined)) as NewResult | undefined;
}
