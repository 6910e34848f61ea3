// SPDX-License-Identifier: Apache-2.0
import { JobHealth, JobState } from '@lava/protocol/api/jobs.ts';
import * as z from 'zod';
import { searchText } from '../../lib/search-text.ts';

/** Filters of the list of jobs, as the address of the page carries them. */
export const JobsSearch = z.object({
  state: JobState.optional().catch(undefined),
  health: JobHealth.optional().catch(undefined),
  deviceType: searchText,
  device: searchText,
  submitter: searchText,
  search: searchText,
});
export type JobsSearch = z.infer<typeof JobsSearch>;
