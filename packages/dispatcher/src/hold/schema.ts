// SPDX-License-Identifier: Apache-2.0
import { Block } from '@lava/protocol/job/job.ts';
import { HoldTime } from '@lava/protocol/job/timeout-definition.ts';
import type * as z from 'zod';

/** Keeps the board for a person: power on, consoles open, until somebody ends it or its time is over. */
export const HoldBlock = Block.extend({
  for: HoldTime.optional().describe(
    'How long, where nobody says otherwise while it lasts; as long as the job may take when absent.',
  ),
  idle: HoldTime.optional().describe('Ends earlier when nobody has typed for so long.'),
});
export type HoldBlock = z.infer<typeof HoldBlock>;
