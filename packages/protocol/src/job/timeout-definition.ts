// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { TIMEOUT_UNITS } from './timeout.ts';

const UNITS = ['days', 'hours', 'minutes', 'seconds'] as const;

/** A time limit as the submitter may write it: at most one unit, in whole numbers. */
export const TimeoutDefinition = z
  .strictObject(TIMEOUT_UNITS)
  .refine((timeout) => UNITS.filter((unit) => timeout[unit] !== undefined).length <= 1, {
    message: `write one of ${UNITS.join(', ')}, not several`,
  });
