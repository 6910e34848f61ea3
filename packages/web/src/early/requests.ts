// SPDX-License-Identifier: Apache-2.0
import { blockAddress, blockStart, openingRecord } from '../log/opening.ts';

const API = '/api/v1';

/** Addresses that the page asks for first, as it will write them. An address too few costs time; one too many is not used. */
export function firstRequests({
  pathname,
  search,
  hash,
}: Pick<Location, 'pathname' | 'search' | 'hash'>): string[] {
  const job = /^\/jobs\/([1-9]\d{0,14})\/?$/.exec(pathname)?.[1];
  if (job === undefined) return [`${API}/session`];
  const isLog = !/[?&]tab=/.test(search);
  return [
    `${API}/session`,
    `${API}/jobs/${job}`,
    ...(isLog ? [blockAddress(job, blockStart(openingRecord(hash)))] : []),
  ];
}
