// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { MAX_RETRIES } from '../wire/run-number.ts';
import { Timestamp } from './common.ts';
import { JobSummary } from './jobs.ts';
import { Page } from './list.ts';

/** One attempt at a job: the first, or one after a failure of the lab. */
export const Attempt = z.object({
  attempt: z.int(),
  device: z.string(),
  worker: z.string().nullable(),
  scheduleTime: Timestamp,
  startTime: Timestamp.nullable(),
  endTime: Timestamp.nullable(),
  /** Lines of its log. */
  records: z.int(),
  logComplete: z.boolean(),
  /** Why it failed; null while it has not ended, and when it was complete. */
  error: JobSummary.shape.error,
  /** Whether the results and the verdict of the job are those of this one. */
  counts: z.boolean(),
});
export type Attempt = z.infer<typeof Attempt>;
export const AttemptList = Page(Attempt);

/** Of which attempt a log is; of the one that counts when absent. */
export const AttemptQuery = z.object({
  attempt: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(MAX_RETRIES + 1)
    .optional()
    .describe('of this attempt; of the one that counts when absent'),
});
export type AttemptQuery = z.infer<typeof AttemptQuery>;
