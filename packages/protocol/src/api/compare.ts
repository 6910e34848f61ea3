// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Verdict } from '../record/verdict.ts';

/** What became of a case from one job to another. */
export const CHANGES = [
  'broken',
  'fixed',
  'unexpected',
  'known',
  'failing',
  'changed',
  'missing',
  'new',
  'measured',
  'same',
] as const;
export type Change = (typeof CHANGES)[number];

/** For people: it … */
export const CHANGE_TEXTS: Record<Change, string> = {
  broken: 'fails now, and did not fail before',
  fixed: 'failed before, and passes now',
  unexpected: 'passes now, and is known to fail',
  known: 'fails now, as it is known to',
  failing: 'failed before, and fails now',
  changed: 'has another verdict, and neither broke nor was fixed',
  missing: 'was there before, and is not there now',
  new: 'is there now, and was not there before',
  measured: 'has the same verdict, and another measurement',
  same: 'is as it was',
};

export const CompareParams = z.object({ id: JobNumber(), other: JobNumber() });
export const CompareQuery = z.object({
  suite: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('only this suite, with or without the number in front'),
  all: z.stringbool().default(false).describe("the dispatcher's own steps (suite lava) too"),
  percent: z.coerce
    .number<number | string>()
    .min(0)
    .max(1_000_000)
    .default(5)
    .describe('a measurement that differs by no more counts as the same'),
});
export type CompareQuery = z.infer<typeof CompareQuery>;

function JobNumber() {
  return z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
}

const Side = z.object({ result: Verdict, measurement: z.string().nullable(), units: z.string().nullable() });
export type Side = z.infer<typeof Side>;

export const CaseChange = z.object({
  change: z.enum(CHANGES),
  /** Without the number in front. */
  suite: z.string(),
  set: z.string().nullable(),
  name: z.string(),
  /** Null where it is not there. */
  before: Side.nullable(),
  after: Side.nullable(),
  /** Of the measurement; null where it cannot be said. */
  percent: z.number().nullable(),
});
export type CaseChange = z.infer<typeof CaseChange>;

export const Comparison = z.object({
  /** The first job, and the one that is compared with it. */
  before: z.int(),
  after: z.int(),
  counts: z.record(z.enum(CHANGES), z.int()),
  /** All but those that are as they were; what broke first, then as in `CHANGES`, each in the order of the log. */
  items: z.array(CaseChange),
});
export type Comparison = z.infer<typeof Comparison>;
