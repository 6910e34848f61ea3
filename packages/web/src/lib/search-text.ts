// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** A word in an address after `?`. Nonsense in a link is dropped, not an error. */
export const searchText = z.coerce.string().min(1).max(200).optional().catch(undefined);

/** Any of some words, with commas between them; those that are not known are dropped. */
export function searchWords(known: readonly string[]) {
  return searchText
    .transform((text) => {
      const words = text?.split(',').filter((word) => known.includes(word)) ?? [];
      return words.length > 0 ? words.join(',') : undefined;
    })
    .optional();
}

/** The order of a list: the name of a column, with `-` in front the other way round. */
export function searchSort(...columns: readonly string[]) {
  return searchText
    .transform((sort) => (sort && columns.includes(sort.replace(/^-/, '')) ? sort : undefined))
    .optional();
}

/** The address of a page with tabs, one of which may be a list. */
export const TabSearch = z.object({ tab: searchText });
