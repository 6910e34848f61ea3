// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

const UNITS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const MESSAGE = 'must be a time like 90m, 2h, 1h30m or 1d';

/** How long, in seconds. */
export const Duration: z.ZodType<number, string> = z.string().transform((text, context) => {
  const parts = /^(?:\d{1,6}[dhms]){1,4}$/.test(text) ? text.match(/\d+[dhms]/g) : null;
  const seconds = (parts ?? []).reduce(
    (sum, part) => sum + Number(part.slice(0, -1)) * UNITS[part.at(-1) as keyof typeof UNITS],
    0,
  );
  if (seconds > 0) return seconds;
  context.addIssue({ code: 'custom', message: MESSAGE });
  return z.NEVER;
});
