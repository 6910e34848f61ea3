// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/**
 * What KCIDB's schema 5 takes of a report, as far as ours have it: written from its published description
 * (https://github.com/kernelci/kcidb-io), whose own text is under another licence. Keys that it does not know are refused, and
 * nothing is null.
 */

const Origin = z.string().regex(/^[a-z0-9_]+$/);
const Id = z.string().regex(/^[a-z0-9_]+:.*$/);
const Text = z.string().regex(/^[^\0]*$/);
/** RFC 3986, which has only ASCII. */
const Uri = z.url().regex(/^[!-~]+$/);
const Misc = z.record(z.string(), z.unknown());

const Test = z.strictObject({
  id: Id,
  origin: Origin,
  build_id: Id,
  environment: z
    .strictObject({
      compatible: z.array(z.string().regex(/^[^ \0]+(,[^ \0]+)*$/)).optional(),
      comment: Text.optional(),
      misc: Misc.optional(),
    })
    .optional(),
  path: z
    .string()
    .regex(/^([a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*)?$/)
    .optional(),
  comment: Text.optional(),
  log_url: Uri.optional(),
  log_excerpt: Text.max(16_384).optional(),
  status: z.enum(['FAIL', 'ERROR', 'MISS', 'PASS', 'DONE', 'SKIP']).optional(),
  number: z
    .strictObject({
      value: z.number(),
      unit: Text.optional(),
      prefix: z.enum(['metric', 'binary']).optional(),
    })
    .optional(),
  start_time: z.iso.datetime({ offset: true }).optional(),
  duration: z.number().optional(),
  misc: Misc.optional(),
});

const Issue = z.strictObject({
  id: Id,
  version: z.int().nonnegative(),
  origin: Origin,
  report_url: Uri.optional(),
  report_subject: Text.optional(),
  comment: Text.optional(),
  misc: Misc.optional(),
});

const Incident = z.strictObject({
  id: Id,
  origin: Origin,
  issue_id: Id,
  issue_version: z.int().nonnegative(),
  build_id: Id.optional(),
  test_id: Id.optional(),
  present: z.boolean().optional(),
  comment: Text.optional(),
  misc: Misc.optional(),
});

export const KcidbReport = z.strictObject({
  version: z.strictObject({ major: z.literal(5), minor: z.literal(0) }),
  tests: z.array(Test),
  issues: z.array(Issue),
  incidents: z.array(Incident),
});
export type KcidbReport = z.infer<typeof KcidbReport>;
