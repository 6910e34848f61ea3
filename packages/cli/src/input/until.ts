// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const MESSAGE = 'must be a date like 2027-01-31, or a time like 2027-01-31T12:00 (UTC without a zone)';

/** A time to come, or one that is over; as the server takes it. */
export const Until: z.ZodType<string, string> = z.string().transform((text, context) => {
  const zoned = /^\d{4}-\d\d-\d\d$|(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  const time = /^\d{4}-/.test(text) ? new Date(zoned) : new Date(Number.NaN);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  context.addIssue({ code: 'custom', message: MESSAGE });
  return z.NEVER;
});
