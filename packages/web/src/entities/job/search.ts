// SPDX-License-Identifier: Apache-2.0
import { JOB_HEALTHS, JOB_STATES, MAX_FILTER } from '@lava/protocol/api/jobs.ts';
import * as z from 'zod';
import { searchSort, searchText, searchWords } from '../../lib/search-text.ts';

/** Filters of the list of jobs, as the address of the page carries them. */
export const JobsSearch = z.object({
  state: searchWords(JOB_STATES),
  health: searchWords(JOB_HEALTHS),
  deviceType: searchText,
  device: searchText,
  submitter: searchText,
  search: searchText,
  filter: z.coerce.string().min(1).max(MAX_FILTER).optional().catch(undefined),
  sort: searchSort('id', 'queue', 'endTime'),
});
