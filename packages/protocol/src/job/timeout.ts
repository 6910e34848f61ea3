// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** Longest time limit, seconds: a year. Beyond it is a slip of the pen, and timers and dates have limits of their own. */
export const MAX_TIMEOUT = 365 * 24 * 3600;

const SECONDS = { days: 24 * 3600, hours: 3600, minutes: 60, seconds: 1 };

const amount = (unit: keyof typeof SECONDS, text: string) =>
  z
    .int()
    .min(0)
    .max(MAX_TIMEOUT / SECONDS[unit])
    .optional()
    .describe(text);

/** The units of a time limit, as users write them. */
export const TIMEOUT_UNITS = {
  days: amount('days', 'Days.'),
  hours: amount('hours', 'Hours.'),
  minutes: amount('minutes', 'Minutes.'),
  seconds: amount('seconds', 'Seconds.'),
  skip: z.boolean().optional().describe('A test block that runs out of time is not an error.'),
};

/**
 * A time limit as users write it: one of days, hours, minutes, seconds, and `skip`, by which a test block that runs out
 * of time is not an error. An empty one means 30 s, as in LAVA.
 */
export const Timeout = z.looseObject(TIMEOUT_UNITS);
export type Timeout = z.infer<typeof Timeout>;

/** @returns from 1 to four times {@link MAX_TIMEOUT} */
export function seconds(timeout: Timeout): number {
  const { days = 0, hours = 0, minutes = 0, seconds: rest = 0 } = timeout;
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest || 30;
}
