// SPDX-License-Identifier: Apache-2.0
import { BLOCK_SIZE } from '../log/block-size.ts';
import { parseLineRange } from '../log/line-range.ts';

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
  const first = (parseLineRange(hash)?.first ?? 1) - 1;
  const from = first - (first % BLOCK_SIZE);
  return [
    `${API}/session`,
    `${API}/jobs/${job}`,
    ...(isLog ? [`${API}/jobs/${job}/records?from=${from}&limit=${BLOCK_SIZE}`] : []),
  ];
}
