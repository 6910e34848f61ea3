// SPDX-License-Identifier: Apache-2.0
import type { ConsoleTyped } from '@lava/protocol/wire/console.ts';
import type { WatchedJob } from './watched-job.ts';

/** The consoles of this process, as other processes use them. */
export interface ConsoleSource {
  isLinked(worker: string): boolean;
  watch(job: number, worker: string, changed: () => void): { job: WatchedJob; stop: () => void };
  type(worker: string, typed: ConsoleTyped): void;
  lookAtWriter(job: number): void;
}
