// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { ApiError } from './common.ts';
import { Job } from './jobs.ts';

/**
 * Live streams are server-sent events. A stream that has nothing to say sends a comment every 5 s. Events that a client
 * does not know are for newer ones: it ignores them.
 *
 * `GET /jobs/:id/stream?from=N` sends, in order:
 * - `records`: `id` is the number of the record after the last one in it, so that `Last-Event-ID` resumes exactly there;
 *   `data` is `{"from": n, "lines": ["{…}", …]}` with each line as stored
 * - `job`: the job's resource whenever it changes
 * - `end`: the job is finished and every record was sent; the stream closes
 *
 * `GET /events` sends `hello` first, then `change` events for the lists: which resource changed, nothing more; with an
 * empty name when many of them did.
 * `GET /events?jobs=7:0,9:120` also follows jobs, each from its record on, all in one stream: `records` and `end` name
 * their job, and `refused` says why a job cannot be followed. Neither a
 * job that ends nor one that is refused ends this stream; a client that loses it comes again from where it was.
 */
export const RecordsEvent = z.object({ from: z.int(), lines: z.array(z.string()) });
export type RecordsEvent = z.infer<typeof RecordsEvent>;
export const JobEvent = Job;

/** Resources may be ones that this version does not know. */
export const ChangeEvent = z.object({ resource: z.string(), name: z.string() });
export type ChangeEvent = z.infer<typeof ChangeEvent>;

/** What a client learns with every connection. */
export const HelloEvent = z.object({
  version: z.string(),
  /** Changes with every build of the web pages; null when the server has none. */
  build: z.string().nullable(),
  /** As whom this stream reads; null when nobody is signed in. */
  user: z.string().nullable(),
  /** The server's clock. */
  time: z.iso.datetime(),
});
export type HelloEvent = z.infer<typeof HelloEvent>;

export const LiveRecordsEvent = RecordsEvent.extend({ job: z.int() });
export const LiveEndEvent = z.object({ job: z.int() });
export const LiveRefusedEvent = z.object({ job: z.int(), error: ApiError });

/** The largest number of jobs that one stream follows. */
export const MAX_FOLLOWED = 50;

/** `7:0,9:120`: numbers of jobs, each with the number of the first record that is sent. */
export const LiveQuery = z.object({
  jobs: z
    .string()
    .max(2_000)
    .regex(/^(\d{1,15}(:\d{1,15})?(,(?=\d)|$))*$/, 'must be JOB:RECORD pairs, separated by commas')
    .transform((text) => new Map(text.split(',').filter(Boolean).map(pair)))
    .refine((jobs) => jobs.size <= MAX_FOLLOWED, `must be at most ${MAX_FOLLOWED} jobs`)
    .optional(),
});

function pair(text: string): [number, number] {
  const [job, from = '0'] = text.split(':');
  return [Number(job), Number(from)];
}
