// SPDX-License-Identifier: Apache-2.0
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { CODES } from '@lava/protocol/error/codes.ts';
import { errorType } from '@lava/protocol/error/error.ts';
import { decodeRecord, encodeRecord, type JobRecord, type JobStatus } from '@lava/protocol/record/record.ts';
import { jobs } from './job-account.ts';

/**
 * The end of a log whose dispatcher died before it could write one: a line that was torn is cut off, then follow what
 * happened and the job's result. When the log has its end already, the status in it counts and nothing is added, so it
 * may be done again.
 *
 * @param now wall clock, milliseconds; the records are never stamped earlier than the last one there
 * @returns the status of the job
 */
export function writeEpitaph(path: string, status: JobStatus, now: number): JobStatus {
  const fd = openLog(path);
  try {
    const last = lastRecord(fd);
    if (last?.status) return last.status;
    const dt = stamp(now, last?.dt);
    append(
      fd,
      epitaph(status, dt)
        .map((record) => `${encodeRecord(record)}\n`)
        .join(''),
    );
    return status;
  } finally {
    closeSync(fd);
  }
}

/** All of it or nothing: on a disk that is nearly full the kernel may take only a part, and say so in the count. */
function append(fd: number, text: string): void {
  const { size } = fstatSync(fd);
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
}

/** The log, or a new one; never what a job may have put there in its place. @throws what the file system says */
function openLog(path: string): number {
  const { O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;
  const flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK;
  // Two calls: where jobs have accounts, the kernel refuses O_CREAT for a file that is there and is the job's.
  const there = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  const fd = openSync(path, there ? flags : flags | O_CREAT | O_EXCL, 0o600);
  const stat = fstatSync(fd);
  if (stat.isFile() && stat.nlink === 1 && jobs(path).owners.includes(stat.uid)) return fd;
  closeSync(fd);
  throw new Error(`${path} is not the log of the job`);
}

function epitaph(status: JobStatus, dt: string): JobRecord[] {
  const message = status.message ?? CODES['dispatcher-died'].text;
  const kind = status.health === 'canceled' ? 'canceled' : 'infrastructure';
  const result = {
    definition: 'lava',
    case: 'job',
    result: 'fail' as const,
    error_msg: message,
    error_type: errorType(kind),
  };
  return [
    { dt, lvl: 'exception', msg: message },
    { dt, lvl: 'results', msg: result, status },
  ];
}

const TAIL = 8 * 1024 * 1024;

/** Cuts off a torn line; returns the last whole record, undefined in an empty log. */
function lastRecord(fd: number): JobRecord | undefined {
  const { size } = fstatSync(fd);
  const tail = Buffer.alloc(Math.min(size, TAIL));
  const length = readSync(fd, tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf('\n', length) + 1;
  if (end < length) ftruncateSync(fd, size - tail.length + end);
  if (end === 0) return undefined;
  const start = end < 2 ? 0 : tail.lastIndexOf('\n', end - 2) + 1;
  return decodeRecord(tail.toString('utf8', start, end - 1));
}

function stamp(now: number, last: string | undefined): string {
  const text = `${new Date(now).toISOString().slice(0, 23)}000+00:00`;
  return last !== undefined && last > text ? last : text;
}
