// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Database } from '../../db/database.ts';
import type { Instance } from '../../db/queries/worker-instances.ts';
import { workerInstance } from '../../workers/presence.ts';
import { boundWord } from './bounds.ts';
import type { WorkerReport } from './port.ts';

/** Which process of a worker is at the other end; two that live and have one key are noticed. */
export class WorkerIdentity {
  readonly #db: Database;
  readonly #name: string;
  readonly #log: Logger;
  readonly #settle: number;
  #current: Instance | undefined;
  /** When another one was heard last; monotonic. */
  #otherAt: number | undefined;

  /** @param settle milliseconds without another process after which one speaks for the worker */
  constructor({ db, name, log, settle }: { db: Database; name: string; log: Logger; settle: number }) {
    this.#db = db;
    this.#name = name;
    this.#log = log;
    this.#settle = settle;
  }

  /**
   * Whether what the process lacks is lost. Where another one was heard a moment ago, one of the two may be a copy, and the
   * other be about to come back with the jobs.
   */
  get isSettled(): boolean {
    return this.#otherAt === undefined || performance.now() - this.#otherAt > this.#settle;
  }

  /**
   * A process has come.
   * @returns why it may not work: another one was there before it, and works
   */
  async come({ instance, host = '' }: WorkerReport): Promise<string | undefined> {
    if (instance === undefined) {
      this.#current = undefined;
      this.#otherAt = undefined;
      return undefined;
    }
    const here = { id: boundWord(instance), host: boundWord(host) };
    const found = await this.#note(here);
    if (found?.secondInstance === here.id) return found.message;
    this.#current = here;
    return undefined;
  }

  /** The process that came last was heard again. */
  async heard(): Promise<void> {
    if (this.#current) await this.#note(this.#current);
  }

  async #note(instance: Instance): Promise<{ secondInstance: string; message: string } | undefined> {
    const { other, found } = await workerInstance(this.#db, this.#name, instance);
    this.#otherAt = other === undefined ? undefined : performance.now() - other;
    if (!found) return undefined;
    const { hosts, secondInstance } = found.conflict;
    if (found.news)
      this.#log.error({ hosts }, 'two processes have the key of this worker; the second is not let in');
    const where = hosts[0] === hosts[1] ? `both on ${hosts[0]}` : `on ${hosts[0]} and on ${hosts[1]}`;
    return { secondInstance, message: `two processes have the key of worker ${this.#name}, ${where}` };
  }
}
