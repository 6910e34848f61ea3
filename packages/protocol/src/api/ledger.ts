// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Timestamp } from './common.ts';

/** Of a device that runs health checks, and nothing else, until it has proved itself. */
export const Quarantine = z.object({
  since: Timestamp,
  reason: z.string(),
  passed: z.int(),
  rounds: z.int(),
});
export type Quarantine = z.infer<typeof Quarantine>;

const Tally = z.object({ jobs: z.int(), failed: z.int().describe('by the lab') });
/** What a device is judged by: how its newest jobs of a week ended, and those of the others of its type. */
export const DeviceLedger = z.object({
  own: Tally,
  /** The last ones in a row that failed because of the lab. */
  inARow: z.int(),
  /** Failures in a row that put it in quarantine while others do well; 0: none do. */
  after: z.int(),
  siblings: Tally,
  quarantine: Quarantine.nullable(),
});
export type DeviceLedger = z.infer<typeof DeviceLedger>;
