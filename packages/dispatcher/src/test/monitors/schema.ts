// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { Verdict } from '@lava/protocol/record/record.ts';
import { z } from 'zod';
import type { TestMethodSchema } from '../../engine/method-schema.ts';

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

const REQUIRED = ['name', 'start', 'end', 'pattern'];

export const monitorsSchema: TestMethodSchema<MonitorsBlock> = {
  name: 'monitors',
  words: ['monitors'],
  schema: MonitorsBlock,
  needsDeploymentData: false,
  needsOverlay: false,
  needsShell: false,

  refuses({ block }) {
    const { monitors: listed } = block;
    if (!Array.isArray(listed)) return 'the block has no `monitors`';
    const missing = REQUIRED.filter((key) => listed.some((monitor) => !Object.hasOwn(Object(monitor), key)));
    return missing.length > 0 ? `a monitor lacks ${missing.join(', ')}` : undefined;
  },
};
