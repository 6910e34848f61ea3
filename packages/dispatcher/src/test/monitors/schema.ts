// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { Verdict } from '@lava/protocol/record/verdict.ts';
import * as z from 'zod';
import { testMethod } from '../../job/define-method.ts';
import { isEmptyValue } from '../../job/refusal.ts';

export const Monitor = z.looseObject({
  name: z.string().describe('Name of the monitor; its suite in the results.'),
  start: z.string().describe('Regular expression of the first line that counts.'),
  end: z.string().describe('Regular expression of the last line that counts.'),
  pattern: z
    .string()
    .describe('Regular expression of a result: groups test_case_id, result, measurement and units.'),
  fixupdict: z.record(z.string(), Verdict).optional().describe('Verdicts by the words of the output.'),
  expected: z.array(z.string()).optional().describe('Test cases that must report; the others fail.'),
});
export type Monitor = z.infer<typeof Monitor>;

export const MonitorsBlock = Block.extend({
  monitors: z.array(Monitor).describe('Monitors, one after the other.'),
});
export type MonitorsBlock = z.infer<typeof MonitorsBlock>;

const REQUIRED = ['name', 'start', 'end', 'pattern'];

export const monitorsSchema = testMethod({
  word: 'monitors',
  summary: 'Reads results out of what the device prints by itself, between two patterns.',
  block: MonitorsBlock,

  refuses({ block }) {
    const { monitors: listed } = block;
    // An empty one is planned as a list of nothing.
    if (!Array.isArray(listed)) return isEmptyValue(listed) ? undefined : 'the block has no `monitors`';
    const missing = REQUIRED.filter((key) => listed.some((monitor) => !Object.hasOwn(Object(monitor), key)));
    return missing.length > 0 ? `a monitor lacks ${missing.join(', ')}` : undefined;
  },
});
