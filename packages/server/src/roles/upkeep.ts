// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import { forgetHistory } from '../audit/history.ts';
import type { Database } from '../db/database.ts';
import { makePartitions } from '../db/queries/partitions.ts';
import type { LogStore } from '../logs/log-store.ts';
import { retain } from '../retention/retain.ts';
import type { ServerSettings } from '../settings.ts';

const HOUR_MS = 3_600_000;

interface UpkeepParts {
  db: Database;
  log: Logger;
  store: LogStore;
  settings: ServerSettings;
}

/** What the database needs now and then; of several masters each does it, and the second finds nothing to do. */
export class Upkeep {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #store: LogStore;
  readonly #settings: ServerSettings;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> | undefined;

  constructor({ db, log, store, settings }: UpkeepParts) {
    this.#db = db;
    this.#log = log;
    this.#store = store;
    this.#settings = settings;
  }

  start(): void {
    this.#timer = setInterval(() => this.#run(), HOUR_MS);
    this.#run();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#ending.abort(new Error('the server stops'));
    await this.#work;
  }

  #run(): void {
    this.#work ??= this.#once()
      .catch((error: Error) => {
        if (!this.#ending.signal.aborted)
          this.#log.warn({ reason: error.message }, 'upkeep of the database failed');
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #once(): Promise<void> {
    await makePartitions(this.#db);
    const forgotten = await forgetHistory(this.#db, this.#settings.historyDays);
    if (forgotten > 0) this.#log.info({ entries: forgotten }, 'old history is removed');
    await this.#removeOldJobs();
  }

  async #removeOldJobs(): Promise<void> {
    const { signal } = this.#ending;
    const storage = { db: this.#db, store: this.#store };
    const { rules, logs } = (await retain(storage, this.#settings, { signal })) ?? { rules: [], logs: 0 };
    for (const { rule, jobs } of rules)
      if (jobs > 0) this.#log.info({ ...rule, jobs }, 'old jobs are removed by a rule of `retention`');
    if (logs > 0) this.#log.info({ jobs: logs }, 'old logs are removed: more than `log_gib`');
  }
}
