// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Verdict } from '../record/verdict.ts';
import { Timestamp } from './common.ts';
import { MAX_FILTER } from './jobs.ts';
import { Page } from './list.ts';

/** Reports of the case that one answer has. */
export const MAX_POINTS = 10_000;

export const TrendQuery = z.object({
  suite: z.string().min(1).max(1_000).describe('with or without the number in front'),
  case: z.string().min(1).max(1_000),
  set: z.string().min(1).max(1_000).optional().describe('only in this test set'),
  filter: z.string().max(MAX_FILTER).optional().describe('only of jobs that fit, as in the list of jobs'),
  after: z.string().min(1).max(100).optional().describe('`next` of the page before, same case and filter'),
  limit: z.coerce
    .number<number | string>()
    .int()
    .min(1)
    .max(MAX_POINTS)
    .default(1_000)
    .describe('reports of the case, of jobs that fit: a page has the jobs of those'),
});
export type TrendQuery = z.infer<typeof TrendQuery>;

/** A test case in one job. Reported several times, it is its worst result, and the median of what was measured. */
export const TrendPoint = z.object({
  job: z.int(),
  /** When the job was submitted. */
  time: Timestamp,
  device: z.string(),
  result: Verdict,
  measurement: z.number().nullable(),
  units: z.string().nullable(),
});
export type TrendPoint = z.infer<typeof TrendPoint>;
/** Newest first. */
export const Trend = Page(TrendPoint);
export type Trend = z.infer<typeof Trend>;
