// SPDX-License-Identifier: Apache-2.0

/** From this number on, `record` of a result does not name a line of the log: somebody added the result by the API. */
export const FIRST_ADDED = 2 ** 40;

export function isAdded({ record }: { record: number }): boolean {
  return record >= FIRST_ADDED;
}

/** Key of its metadata: the account that added it. */
export const ADDED_BY = 'added_by';
