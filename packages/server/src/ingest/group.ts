// SPDX-License-Identifier: Apache-2.0
import type { Ack, RecordsHeader } from '@lava/protocol/wire/messages.ts';
import type { NewResult } from '../db/queries/log-chunks.ts';
import { FRAME_SIZE } from '../logs/frames.ts';
import { type Scan, skipLines } from './scan.ts';

/** A `records` message whose header and lines agree. */
export interface Batch {
  header: RecordsHeader;
  data: Buffer;
  scan: Scan;
  /** Its result lines as rows, undefined for those that cannot be read; of the whole batch once they were read. */
  results?: { index: number; row: NewResult | undefined }[];
  /** What its tests say for those who listen; of the whole batch once it was read. */
  events?: { index: number; text: string }[];
  /** Who sent it; only the worker that runs a job may add to its log. */
  worker: string;
  reply(ack: Ack): void;
}

/** Lines of one job that become one frame. */
export interface Frame {
  from: number;
  count: number;
  parts: Buffer[];
  size: number;
}

/** What one transaction does with one job's batches. */
export interface JobPart {
  next: number;
  frames: Frame[];
  results: NewResult[];
  events: { record: number; text: string }[];
  /** Result lines that could not be read. */
  broken: number;
  replies: { batch: Batch; resend: boolean }[];
}

/** Bytes of lines that one transaction takes. */
const GROUP_SIZE = 8 * 1024 * 1024;
/**
 * Jobs of one transaction. Each has a log file of its own that the disk must have before the commit: of 10,000 jobs that would
 * take longer than the database waits, and all of it would be done again and again.
 */
const GROUP_JOBS = 200;

/** What the next transaction takes of a queue: its first jobs, each with all its batches, as far as the size allows. */
export function nextGroup(
  queue: readonly Batch[],
  { size = GROUP_SIZE, jobs: most = GROUP_JOBS } = {},
): { group: Batch[]; rest: Batch[] } {
  const jobs = new Set<number>();
  const group: Batch[] = [];
  let taken = 0;
  let at = 0;
  const rest: Batch[] = [];
  for (const batch of queue) {
    const { job } = batch.header;
    if (group.length > 0 && taken + batch.data.length > size) break;
    at++;
    if (jobs.size === most && !jobs.has(job)) {
      rest.push(batch);
      continue;
    }
    jobs.add(job);
    group.push(batch);
    taken += batch.data.length;
  }
  return { group, rest: [...rest, ...queue.slice(at)] };
}

/**
 * Fits batches to what is stored: what is there already is cut off, what comes after a gap is sent back. Pure.
 *
 * @param next number of the first record that is not stored
 */
export function fit(batches: readonly Batch[], next: number): JobPart {
  const part: JobPart = { next, frames: [], results: [], events: [], broken: 0, replies: [] };
  for (const batch of batches) {
    const { from, count } = batch.header;
    const resend = from > part.next;
    part.replies.push({ batch, resend });
    if (resend || from + count <= part.next) continue;
    add(part, batch, part.next - from);
  }
  return part;
}

/** @param known lines at the start that are stored already */
function add(part: JobPart, { header, data, results = [], events = [] }: Batch, known: number): void {
  const lines = known === 0 ? data : data.subarray(skipLines(data, known));
  const frame = part.frames.at(-1);
  if (frame && frame.size + lines.length <= FRAME_SIZE) {
    frame.parts.push(lines);
    frame.size += lines.length;
    frame.count += header.count - known;
  } else {
    part.frames.push({ from: part.next, count: header.count - known, parts: [lines], size: lines.length });
  }
  part.next = header.from + header.count;
  for (const { index, row } of results) {
    if (index < known) continue;
    if (row) part.results.push(row);
    else part.broken += 1;
  }
  for (const { index, text } of events)
    if (index >= known) part.events.push({ record: header.from + index, text });
}
