// SPDX-License-Identifier: Apache-2.0
import { TIME_MESSAGE, timeOf } from '@lava/protocol/filter/time.ts';
import * as z from 'zod';

/** A time in the past, as an age (`2d`) or a date (ISO 8601; UTC when no zone is given). ISO 8601 with Z. */
export const Since: z.ZodType<string, string> = z.string().transform((text, context) => {
  const time = timeOf(text, Date.now());
  if (time !== undefined) return time;
  context.addIssue({ code: 'custom', message: TIME_MESSAGE });
  return z.NEVER;
});
