// SPDX-License-Identifier: Apache-2.0

import { Block } from '@lava/protocol/job/job.ts';
import { Verdict } from '@lava/protocol/record/record.ts';
import { z } from 'zod';

/** Reads results out of what the device prints by itself, between two patterns. */
export const Monitor = z.looseObject({
  name: z.string(),
  start: z.string(),
  end: z.string(),
  /** Groups: result and test_case_id, optionally measurement and units. */
  pattern: z.string(),
  fixupdict: z.record(z.string(), Verdict).optional(),
  expected: z.array(z.string()).optional(),
});
export type Monitor = z.infer<typeof Monitor>;

export const MonitorsBlock = Block.extend({ monitors: z.array(Monitor) });
export type MonitorsBlock = z.infer<typeof MonitorsBlock>;
