// SPDX-License-Identifier: Apache-2.0
import { JobHealth, JobState } from '@lava/protocol/api/jobs.ts';
import { z } from 'zod';

/** What the address of a page carries after `?`. Nonsense in a link is dropped, not an error. */
const text = z.coerce.string().min(1).max(200).optional().catch(undefined);

export const JobsSearch = z.object({
  state: JobState.optional().catch(undefined),
  health: JobHealth.optional().catch(undefined),
  deviceType: text,
  device: text,
  submitter: text,
  search: text,
});
export type JobsSearch = z.infer<typeof JobsSearch>;

export const JOB_TABS = ['log', 'results', 'definition', 'details'] as const;
export const JobPageSearch = z.object({ tab: z.enum(JOB_TABS).optional().catch(undefined) });

/** Job whose definition the editor starts with. */
export const SubmitSearch = z.object({
  from: z.coerce.number().int().positive().optional().catch(undefined),
});

/** Tab of a device or device type. */
export const TabSearch = z.object({ tab: text });
