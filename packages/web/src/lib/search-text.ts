// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** A word in an address after `?`. Nonsense in a link is dropped, not an error. */
export const searchText = z.coerce.string().min(1).max(200).optional().catch(undefined);

/** The address of a page with tabs. */
export const TabSearch = z.object({ tab: searchText });
