// SPDX-License-Identifier: Apache-2.0

/** One filter of a list; `key` is its name in the address and in REST. */
export type Filter = SearchFilter | QueryFilter | ChoiceFilter | NameFilter | SinceFilter;

/** A text. */
export interface SearchFilter {
  kind: 'search';
  key: string;
  label: string;
}

/** Several conditions as one text; `filter/` of the protocol says how it is written. */
export interface QueryFilter {
  kind: 'query';
  key: string;
  label: string;
  /** Where values of a key are searched. */
  names: Readonly<Record<string, Pick<NameFilter, 'resource' | 'names'>>>;
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
