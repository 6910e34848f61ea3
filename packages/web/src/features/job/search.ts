// SPDX-License-Identifier: Apache-2.0
import { Verdict } from '@lava/protocol/record/verdict.ts';
import * as z from 'zod';
import { searchSort, searchText } from '../../lib/search-text.ts';

const JOB_TABS = [
  'log',
  'console',
  'results',
  'timing',
  'group',
  'attempts',
  'definition',
  'details',
  'comments',
  'attachments',
  'deliveries',
  'history',
] as const;

/** Tab of a job's page, and the filter of its results. */
export const JobPageSearch = z.object({
  tab: z.enum(JOB_TABS).optional().catch(undefined),
  verdict: Verdict.optional().catch(undefined),
  q: searchText,
  sort: searchSort('result', 'suite', 'set', 'case', 'measurement', 'reference'),
});
