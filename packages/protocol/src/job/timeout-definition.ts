// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

const UNITS = ['days', 'hours', 'minutes', 'seconds'] as const;

/** A time limit as the submitter may write it: at most one unit, in whole numbers. */
export const TimeoutDefinition = z
  .strictObject({
    days: z.int().optional().describe('Days.'),
    hours: z.int().optional().describe('Hours.'),
    minutes: z.int().optional().describe('Minutes.'),
    seconds: z.int().optional().describe('Seconds.'),
    skip: z.boolean().optional().describe('A test block that runs out of time is not an error.'),
  })
  .refine((timeout) => UNITS.filter((unit) => timeout[unit] !== undefined).length <= 1, {
    message: `write one of ${UNITS.join(', ')}, not several`,
  });
