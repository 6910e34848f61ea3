// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { ProcessId } from '../process/identity.ts';

/** One action that gives something back; no shell reads it, and doing it twice does no harm. */
export const Undo = z.union([
  /** Runs a program, by name or path, with its arguments; the environment is that of whoever does it, when it is absent. */
  z.object({ run: z.array(z.string()).min(1), env: z.record(z.string(), z.string()).optional() }),
  /** Unmounts what is mounted there. */
  z.object({ unmount: z.string() }),
  /** Removes a file or directory. */
  z.object({ remove: z.string() }),
  /** Ends a process with its group. */
  z.object({ end: ProcessId }),
]);
export type Undo = z.infer<typeof Undo>;

/** What outlives a process, and so has to be given back by another one when that dies. */
export const LEASE_KINDS = [
  'power',
  'command',
  'mount',
  'loop',
  'container',
  'export',
  'directory',
  'network',
  'lock',
  'process',
] as const;
export type LeaseKind = (typeof LEASE_KINDS)[number];

export const Lease = z.object({
  kind: z.enum(LEASE_KINDS),
  /** For the log, after "could not": `power off the board`. Without facts of the lab. */
  what: z.string(),
  /** In this order. */
  undo: z.array(Undo),
});
export type Lease = z.infer<typeof Lease>;

/** What became of leases that somebody gave back for a process that is gone. */
export const Replayed = z.object({
  /** What was given back. */
  done: z.array(z.string()),
  /** What could not be, and why. */
  failed: z.array(z.object({ what: z.string(), why: z.string() })),
});
export type Replayed = z.infer<typeof Replayed>;

/** In a job's directory, what `lava-run --give-back` has done; of the shape `Replayed`. */
export const RETURNED = 'returned.json';

/** A line of the journal. */
export const JournalLine = z.union([
  z.object({ take: z.int(), lease: Lease }),
  z.object({ release: z.int() }),
]);
export type JournalLine = z.infer<typeof JournalLine>;
