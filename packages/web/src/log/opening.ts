// SPDX-License-Identifier: Apache-2.0
import { BLOCK_SIZE } from './block-size.ts';
import { type LineRange, parseLineRange } from './line-range.ts';

/** Record that the address of a page points at: the first one where it points at none. */
export function openingRecord(hash: string): number {
  return (parseLineRange(hash)?.first ?? 1) - 1;
}

/** First record of the block that a record is in. */
export function blockStart(record: number): number {
  return record - (record % BLOCK_SIZE);
}

/** Where the server has a block of records, as every request for it is written. */
export function blockAddress(job: number | string, from: number): string {
  return `/api/v1/jobs/${job}/records?from=${from}&limit=${BLOCK_SIZE}`;
}

/** A link opens at its line with some before it. */
export function firstInView({ first }: LineRange): number {
  return Math.max(0, first - 8);
}

/** Whether a reader who has this record at the top is in the middle of the log, which then gets the room of the header. */
export function inMiddle(first: number): boolean {
  return first > 40;
}
