// SPDX-License-Identifier: Apache-2.0

/** One filter of a list; `key` is its name in the address and in REST. */
export type Filter = SearchFilter | ChoiceFilter | NameFilter | SinceFilter;

/** A text. */
export interface SearchFilter {
  kind: 'search';
  key: string;
  label: string;
}

/** One of a few words. */
export interface ChoiceFilter {
  kind: 'choice';
  key: string;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** The name of something that the lab may have thousands of: the server searches while you type. */
export interface NameFilter {
  kind: 'name';
  key: string;
  label: string;
  /** First word of the query's key. */
  resource: string;
  names: (search: string, signal: AbortSignal) => Promise<readonly string[]>;
}

/** Not before a time. */
export interface SinceFilter {
  kind: 'since';
  key: string;
  label: string;
}
