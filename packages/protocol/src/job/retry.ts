// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { MAX_RETRIES } from '../wire/run-number.ts';

/** How often a job is tried again on another board, by what it failed for. */
export const Retry = z.strictObject({
  infrastructure: z
    .int()
    .min(0)
    .max(MAX_RETRIES)
    .describe(
      `After a failure of the lab, e.g. a board that does not power on or a worker that is lost; 0 to ${MAX_RETRIES}.`,
    ),
});
