// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { decodeRecord } from '@lava/protocol/record/record.ts';
import type { Disclosure } from '../logs/disclosure.ts';

/** Where a job's records are read; whole lines with their newlines, `from` is the number of the first. */
export interface JobLogs {
  stream(
    job: number,
    from: number,
    limit: number,
    disclosure: Disclosure,
  ): AsyncIterable<{ from: number; count: number; data: Buffer }>;
}

/** Steps that switch the device on. */
const POWER = new Set(['execute-qemu', 'reset-device', 'power-device', 'power-on']);
const SIGNAL = '<LAVA_SIGNAL_';
/** How many records are looked at from the beginning and from the end. */
const HEAD = 2_000;
const TAIL = 500;

interface Times {
  id: number;
  next_seq: number;
  schedule_time: Date | null;
  start_time: Date | null;
  end_time: Date | null;
}

/**
 * Seconds from assignment to power on, and from the last signal of the tests to the job's end. The worker's clock and
 * ours may differ, see {@link clockOffset}.
 */
export async function jobOverhead(logs: JobLogs, job: Times): Promise<Job['overhead']> {
  const { schedule_time: scheduled, start_time: started, end_time: ended, next_seq: records } = job;
  if (!scheduled || !started || !ended || records === 0) return null;
  const head = await lines(logs, job.id, 0, Math.min(records, HEAD));
  const power = head.find(
    (line) => line.includes('"event":"start"') && POWER.has(decodeRecord(line).step?.name ?? ''),
  );
  const from = Math.max(0, records - TAIL);
  const tail = await lines(logs, job.id, from, records - from);
  const signal = tail.findLast((line) => line.includes(SIGNAL));
  const [first, last] = [head[0], tail.at(-1)];
  if (first === undefined || last === undefined || power === undefined || signal === undefined) return null;
  const offset = clockOffset(started.getTime() - time(first), ended.getTime() - time(last));
  const start = time(power) + offset - scheduled.getTime();
  const end = ended.getTime() - (time(signal) + offset);
  return { start: round(start), end: round(end) };
}

/**
 * Milliseconds that our clock is ahead of the worker's. The start is heard of before the first record is written, and the
 * end after the last one, which gives both bounds; clocks that may agree are taken to agree.
 */
function clockOffset(least: number, most: number): number {
  return Math.max(least, Math.min(0, most));
}

async function lines(logs: JobLogs, job: number, from: number, limit: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { data } of logs.stream(job, from, limit, 'public')) {
    found.push(...data.toString('utf8').trimEnd().split('\n'));
  }
  return found;
}

function time(line: string): number {
  return Date.parse(decodeRecord(line).dt);
}

/** Milliseconds as seconds, never negative: the two clocks are matched by a message, which takes its time. */
function round(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds) / 1000);
}
