// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Name, Timestamp } from './common.ts';
import { ListQuery, Page, Search, YesNo } from './list.ts';

/** Text of a name in which `*` stands for anything. */
const Pattern = z
  .string()
  .min(1)
  .max(300)
  .regex(/^\P{C}+$/u, 'no control characters');
const Link = z.url({ protocol: /^https?$/, error: 'must begin with http:// or https://' }).max(1_000);

/** A test case that may fail. It counts for jobs that were submitted before it expires. */
export const KnownFailure = z.object({
  id: z.int(),
  /** Null: of every type. */
  deviceType: z.string().nullable(),
  /** Without the number in front; `*` stands for anything. */
  suite: z.string(),
  /** The same, of the case, or of its set and the case: `set/case`. */
  name: z.string(),
  reason: z.string(),
  /** Where it is followed up. */
  url: z.string().nullable(),
  author: z.string(),
  created: Timestamp,
  expires: Timestamp.nullable(),
  /** `remove`. */
  may: z.array(z.string()).default([]),
});
export type KnownFailure = z.infer<typeof KnownFailure>;
export const KnownFailureList = Page(KnownFailure);
export const KnownFailureQuery = ListQuery(
  {
    deviceType: Name.optional(),
    search: Search,
    expired: YesNo.describe('only those that have expired, or not'),
  },
  { sorts: ['id'], sort: '-id', limit: 200 },
);
export type KnownFailureQuery = z.infer<typeof KnownFailureQuery>;
export const AddKnownFailure = z.strictObject({
  deviceType: Name.optional().describe('of every type when absent, which is for admins'),
  suite: Pattern.default('*'),
  name: Pattern,
  reason: z.string().trim().min(1).max(500),
  url: Link.optional(),
  expires: Timestamp.optional().describe('it does not count for jobs that are submitted later'),
});
export type AddKnownFailure = z.infer<typeof AddKnownFailure>;
