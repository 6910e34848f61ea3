// SPDX-License-Identifier: Apache-2.0
import type { GroupAnswer } from '@lava/protocol/wire/group-call.ts';
import type { AskedHold, Wish } from '@lava/protocol/wire/hold-wish.ts';
import type { Bundle, Hello } from '@lava/protocol/wire/messages.ts';

/**
 * What a session says to its worker, whatever the link. Nothing waits, and everything may be lost: the next sweep or the
 * worker's next report says it again.
 */
export interface WorkerPort {
  /** It may work. Of each job that it has reported, every record below `next` is durable. */
  welcome(jobs: readonly { job: number; next: number }[]): void;
  refuse(code: 'version-mismatch' | 'conflict', message: string): void;
  start(bundle: Bundle): void;
  cancel(job: number, reason: string): void;
  /** To what a job asked of the others of its group. */
  answer(job: number, number: number, answer: GroupAnswer): void;
  /** The whole wish for the board that the job holds. */
  wish(job: number, wish: Wish['wish']): void;
  /** What was asked, while the job runs, of a hold after its failure. */
  holdAfterFailure(job: number, hold: AskedHold): void;
  /** The server has every record and the outcome: the spool may go. */
  forget(job: number): void;
  /** Asks what the worker has now. */
  report(): void;
  /** The server lives. */
  ping(): void;
}

/** What a worker says of itself when it comes, and whenever it is asked to. */
export interface WorkerReport extends Pick<Hello, 'version' | 'arch' | 'jobs'> {
  /** Its wall clock, ISO. */
  time: string;
  /** Tells the process from others with the same identity; not every worker says so. */
  instance?: string | undefined;
  /** Name of its machine. */
  host?: string | undefined;
}
