// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

/**
 * A time limit as users write it: one of days, hours, minutes, seconds, and `skip`, by which a test block that runs out
 * of time is not an error. An empty one means 30 s, as in LAVA.
 */
export const Timeout = z.looseObject({
  days: z.int().optional().describe('Days.'),
  hours: z.int().optional().describe('Hours.'),
  minutes: z.int().optional().describe('Minutes.'),
  seconds: z.int().optional().describe('Seconds.'),
  skip: z.boolean().optional().describe('A test block that runs out of time is not an error.'),
});
export type Timeout = z.infer<typeof Timeout>;

export function seconds(timeout: Timeout): number {
  const { days = 0, hours = 0, minutes = 0, seconds: rest = 0 } = timeout;
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest || 30;
}
