// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { Job } from './jobs.ts';

/**
 * Live streams are server-sent events.
 *
 * `GET /jobs/:id/stream?from=N` sends, in order:
 * - `records`: `id` is the number of the record after the last one in it, so that `Last-Event-ID` resumes exactly there;
 *   `data` is `{"from": n, "lines": ["{…}", …]}` with each line as stored
 * - `job`: the job's resource whenever it changes
 * - `end`: the job is finished and every record was sent; the stream closes
 *
 * `GET /events` sends `change` events for the lists: which resource changed, nothing more.
 */
export const RecordsEvent = z.object({ from: z.int(), lines: z.array(z.string()) });
export type RecordsEvent = z.infer<typeof RecordsEvent>;
export const JobEvent = Job;
export const ChangeEvent = z.object({
  resource: z.enum(['job', 'device', 'worker', 'device-type']),
  name: z.string(),
});
export type ChangeEvent = z.infer<typeof ChangeEvent>;
