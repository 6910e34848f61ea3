// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { LavaError } from '../error/error.ts';
import { type FilterValues, parseFilter } from '../filter/parse.ts';
import { Timestamp } from './common.ts';
import { MAX_FILTER } from './jobs.ts';

/** Most rules there may be. */
export const MAX_RULES = 20;

/** Keys that a rule cannot have: which results a job had is not asked of every job there is. */
const BY_RESULTS = ['suite', 'case', 'result'];

/** One rule of the setting `retention`: what is removed of which jobs, and when. */
export const RetentionRule = z
  .strictObject({
    days: z.int().min(1).max(36_500).describe('days since the end of the job'),
    remove: z.enum(['job', 'log']).default('job').describe('the job with all it has, or only its log'),
    filter: z
      .string()
      .max(MAX_FILTER)
      .default('')
      .describe('only jobs that fit: `health:canceled by:ci`; without it all'),
  })
  .superRefine(({ filter }, context) => {
    for (const message of problemsOf(filter)) context.addIssue({ code: 'custom', path: ['filter'], message });
  });
export type RetentionRule = z.infer<typeof RetentionRule>;

function problemsOf(filter: string): string[] {
  try {
    const values: FilterValues = parseFilter(filter, 0);
    return BY_RESULTS.filter((key) => key in values).map((key) => `a rule cannot have ${key}:`);
  } catch (error) {
    if (error instanceof LavaError) return [error.message];
    throw error;
  }
}

/** Until when this server keeps a job; null: forever, or as long as the job. */
export const JobRetention = z.object({
  /** Somebody keeps it: no rule removes anything of it. */
  kept: z.object({ by: z.string(), time: Timestamp, reason: z.string() }).nullable(),
  job: Timestamp.nullable(),
  log: Timestamp.nullable(),
});
export type JobRetention = z.infer<typeof JobRetention>;

export const KeepJob = z.object({ reason: z.string().trim().max(500).default('') });
