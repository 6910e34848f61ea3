// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Database } from '../../db/database.ts';
import type { QuarantineRules } from '../../domain/quarantine.ts';
import { sweepLedgers } from './sweep.ts';

/** Milliseconds. */
const SWEEP = 15_000;

/** Looks at the jobs of all boards now and then. */
export class LedgerKeeper {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #rules: QuarantineRules;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> | undefined;

  constructor(db: Database, log: Logger, rules: QuarantineRules) {
    this.#db = db;
    this.#log = log;
    this.#rules = rules;
  }

  start(): void {
    this.#timer = setInterval(() => this.#run(), SWEEP);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#work;
  }

  #run(): void {
    this.#work ??= sweepLedgers(this.#db, this.#rules, this.#log)
      .catch((error: Error) =>
        this.#log.warn({ reason: error.message }, 'how boards do could not be looked at'),
      )
      .finally(() => {
        this.#work = undefined;
      });
  }
}
