// SPDX-License-Identifier: Apache-2.0
import type { Ask } from '@lava/protocol/wire/group-call.ts';
import type { Database } from '../../db/database.ts';
import { answerCall } from '../../jobs/group-calls.ts';
import type { WorkerPort } from './port.ts';

export interface SessionCallsOptions {
  /** Of the worker. */
  name: string;
  db: Database;
  port: WorkerPort;
}

/** Calls of one worker's jobs that wait; each job has one at a time, so this bounds only what a worker makes up. */
const MOST = 1_000;

/** What jobs of one worker ask of the other jobs of their groups, and wait for. */
export class SessionCalls {
  readonly #options: SessionCallsOptions;
  readonly #waiting = new Map<number, Ask & { group: number | undefined }>();

  constructor(options: SessionCallsOptions) {
    this.#options = options;
  }

  async asked(ask: Ask): Promise<void> {
    const { db, name, port } = this.#options;
    const { job, number, call } = ask;
    const known = this.#waiting.get(job);
    // An older one that was overtaken by its repetition.
    if (known && known.number > number) return;
    this.#waiting.delete(job);
    const { group, answer } = await answerCall(db, name, job, call);
    if (answer) port.answer(job, number, answer);
    else if (this.#waiting.size < MOST) this.#waiting.set(job, { ...ask, group });
  }

  /** Whether something may have changed for jobs of the group; of any when it is absent. */
  waits(group?: number): boolean {
    if (group === undefined) return this.#waiting.size > 0;
    return this.#waiting.values().some((ask) => ask.group === group);
  }

  /** Asks again what waits. */
  async look(): Promise<void> {
    for (const { group: _, ...ask } of [...this.#waiting.values()]) await this.asked(ask);
  }
}
