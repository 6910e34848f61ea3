// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { TIMEOUT_UNITS, type Timeout } from './timeout.ts';

const UNITS = ['days', 'hours', 'minutes', 'seconds'] as const;

/** A time limit as the submitter may write it: at most one unit, in whole numbers. */
export const TimeoutDefinition = z
  .strictObject(TIMEOUT_UNITS)
  .refine((timeout) => UNITS.filter((unit) => timeout[unit] !== undefined).length <= 1, {
    message: `write one of ${UNITS.join(', ')}, not several`,
  });

const LETTERS = { d: 'days', h: 'hours', m: 'minutes', s: 'seconds' } as const;
const SHORT = /^(\d{1,6})([dhms])$/;

/** For how long people have a board: a time limit, or short as they say it: `30m`, `2h`. */
export const HoldTime = z
  .union([
    z.string().regex(SHORT, 'must be a time such as 30m, 2h or 1d, or `minutes: 30`'),
    TimeoutDefinition,
  ])
  .transform((written): Timeout => {
    if (typeof written !== 'string') return written;
    const [, number, letter] = SHORT.exec(written) ?? [];
    return { [LETTERS[letter as keyof typeof LETTERS]]: Number(number) };
  });
