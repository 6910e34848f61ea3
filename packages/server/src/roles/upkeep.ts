// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { forgetHistory } from '../audit/history.ts';
import type { Database } from '../db/database.ts';
import { makePartitions } from '../db/queries/partitions.ts';

const HOUR_MS = 3_600_000;

/** What the database needs now and then; of several masters each does it, and the second finds nothing to do. */
export class Upkeep {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #historyDays: number;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> | undefined;

  constructor(db: Database, log: Logger, historyDays: number) {
    this.#db = db;
    this.#log = log;
    this.#historyDays = historyDays;
  }

  start(): void {
    this.#timer = setInterval(() => this.#run(), HOUR_MS);
    this.#run();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#work;
  }

  #run(): void {
    this.#work ??= this.#once()
      .catch((error: Error) => this.#log.warn({ reason: error.message }, 'upkeep of the database failed'))
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #once(): Promise<void> {
    await makePartitions(this.#db);
    const forgotten = await forgetHistory(this.#db, this.#historyDays);
    if (forgotten > 0) this.#log.info({ entries: forgotten }, 'old history is removed');
  }
}
