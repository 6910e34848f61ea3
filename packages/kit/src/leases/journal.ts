// SPDX-License-Identifier: Apache-2.0
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { readRegular } from '../fs/regular-file.ts';
import { JournalLine, type Lease } from './lease.ts';

/** Name of the journal in a job's directory. */
export const JOURNAL = 'leases.ndjson';

/** More is not read, bytes. */
const MAX_JOURNAL = 16 * 1024 * 1024;

/** A lease as the journal has it. */
export interface HeldLease {
  id: number;
  lease: Lease;
}

/**
 * The journal of a job: what it has taken that would outlive it. It is written before anything is taken, so whoever finds
 * it after a death knows everything that may have to be given back.
 */
export class LeaseJournal {
  readonly path: string;
  #next: number;

  /** @param path of the file; made when something is taken */
  constructor(path: string) {
    this.path = path;
    this.#next = Math.max(0, ...readLines(path).map((line) => ('take' in line ? line.take : 0))) + 1;
  }

  /**
   * To be called before the thing is taken. When this returns, the lease is on the disk.
   *
   * @returns to be called when it was given back; again does nothing
   * @throws what the file system says; then take nothing
   */
  take(lease: Lease): () => void {
    const id = this.#next++;
    this.#append({ take: id, lease }, true);
    let held = true;
    return () => {
      // A death of the machine may bring it back: that does no harm.
      if (held) this.#append({ release: id }, false);
      held = false;
    };
  }

  /** What was taken and not given back, the last one first. */
  held(): HeldLease[] {
    const held = new Map<number, Lease>();
    for (const line of readLines(this.path)) {
      if ('take' in line) held.set(line.take, line.lease);
      else held.delete(line.release);
    }
    return [...held].map(([id, lease]) => ({ id, lease })).reverse();
  }

  /** Says that somebody else has given it back. */
  released(id: number): void {
    this.#append({ release: id }, false);
  }

  #append(line: JournalLine, durable: boolean): void {
    const fd = openSync(this.path, 'a', 0o600);
    try {
      // A newline first: the line before may have been torn by a death.
      writeFileSync(fd, `\n${JSON.stringify(line)}\n`);
      if (durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  }
}

/** Whole lines; what is not a line of a journal is ignored. */
function readLines(path: string): JournalLine[] {
  let text: string;
  try {
    text = readRegular(path, MAX_JOURNAL).toString('utf8');
  } catch {
    return []; // nothing was ever taken, or nothing can be known
  }
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    try {
      return JournalLine.safeParse(JSON.parse(line)).data ?? [];
    } catch {
      return [];
    }
  });
}
