// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { ADDED_BY } from '../record/added.ts';
import { Decimal } from '../record/decimal.ts';
import { Verdict } from '../record/verdict.ts';

/** Cases of one request, and of one attempt at a job: those of its own tests do not count. */
const MOST_AT_ONCE = 1_000;
export const MAX_ADDED = 20_000;

const Words = z.string().min(1).max(1_000);

/** A test case whose verdict was not found on the board, such as a measurement of a laboratory or the word of a reviewer. */
export const AddedCase = z.strictObject({
  name: Words,
  set: Words.optional(),
  result: Verdict,
  measurement: Decimal.optional(),
  units: Words.optional(),
  reference: Words.optional().describe('where more is found about it, such as an address'),
  metadata: z
    .record(z.string().min(1).max(100), z.string().max(1_000))
    .refine((given) => Object.keys(given).length <= 20, 'must have at most 20 keys')
    .refine(
      (given) => !Object.hasOwn(given, ADDED_BY),
      `must not have ${ADDED_BY}: the server says who it was`,
    )
    .default({}),
});

/** `POST /jobs/:id/results` */
export const AddResults = z.object({
  suite: Words.refine((name) => name !== 'lava', 'must not be lava: that is about the steps of the job'),
  cases: z.array(AddedCase).min(1).max(MOST_AT_ONCE),
});
export type AddResults = z.infer<typeof AddResults>;

/** How many the job has of them now. */
export const AddedResults = z.object({ added: z.int() });
export type AddedResults = z.infer<typeof AddedResults>;
