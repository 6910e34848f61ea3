// SPDX-License-Identifier: Apache-2.0
import { HISTORY_KINDS } from '@lava/protocol/api/history.ts';
import * as z from 'zod';
import { searchSort, searchText, searchWords } from '../../lib/search-text.ts';

/** Filters of the history, as the address of a page carries them. */
export const HistorySearch = z.object({
  kind: searchWords(HISTORY_KINDS),
  object: searchText,
  actor: searchText,
  action: searchText,
  since: z.iso.datetime().optional().catch(undefined),
  sort: searchSort('id'),
});
