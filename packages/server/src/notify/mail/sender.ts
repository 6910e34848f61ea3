// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../../db/database.ts';
import { type DeliveryRow, settleDelivery, takeMails } from '../../db/queries/deliveries.ts';
import { failureOf, type Outcome } from '../outcome.ts';
import { factsOf } from './facts.ts';
import type { MailTemplates, Words } from './templates.ts';
import { type MailFacts, mailOf } from './text.ts';
import type { Mailer } from './transport.ts';
import { jobsValues, jobValues } from './values.ts';

/** Mails of this process at a time. */
const MOST = 4;
/** Jobs in one mail. */
const MOST_JOBS = 500;
const LEASE = 120_000;

/** Sends what is due: what is due for one address is one mail. A relay that does not answer holds up mails and nothing else. */
export class MailSender {
  readonly #db: Database;
  readonly #mailer: Mailer;
  readonly #pages: string | undefined;
  readonly #templates: MailTemplates | undefined;
  readonly #done: () => void;
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  /** @param pages address of the server's pages, for links */
  constructor(
    db: Database,
    {
      mailer,
      pages,
      templates,
    }: { mailer: Mailer; pages: string | undefined; templates: MailTemplates | undefined },
    done: () => void,
  ) {
    this.#db = db;
    this.#mailer = mailer;
    this.#pages = pages?.replace(/\/+$/, '');
    this.#templates = templates;
    this.#done = done;
  }

  async sendDue(): Promise<void> {
    while (this.#running.size < MOST && !this.#closed) {
      const rows = await this.#db.run((q) => takeMails(q, MOST_JOBS, LEASE));
      if (rows.length === 0) return;
      const work = this.#send(rows).finally(() => {
        this.#running.delete(work);
        this.#done();
      });
      this.#running.add(work);
    }
  }

  async stop(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
  }

  /** Never throws: what cannot be noted is tried again when its lease is over. */
  async #send(rows: readonly DeliveryRow[]): Promise<void> {
    const first = rows[0] as DeliveryRow;
    const outcome = await this.#tried(rows).catch((thrown: unknown): Outcome => {
      const { responseCode } = thrown as { responseCode?: number };
      const failure = failureOf(thrown, first.attempts);
      // The relay says that it will never take it.
      return (responseCode ?? 0) >= 500 ? { ...failure, wait: undefined } : failure;
    });
    for (const row of rows) await this.#db.run((q) => settleDelivery(q, row, outcome)).catch(() => undefined);
  }

  async #tried(rows: readonly DeliveryRow[]): Promise<Outcome> {
    const to = rows[0]?.target ?? '';
    if (!this.#mailer)
      throw new LavaError('request-invalid', 'this server sends no mail: its setting smtp_host is not set');
    if (!to.includes('@')) throw new LavaError('request-invalid', `the account ${to} has no mail address`);
    const facts: MailFacts[] = [];
    for (const row of rows) facts.push(await factsOf(this.#db, row, rows.length === 1));
    const answer = await this.#mailer({ to, ...this.#words(facts as [MailFacts]) });
    return { delivered: true, status: null, answer: answer.slice(0, 1_024), error: null };
  }

  #words(facts: readonly [MailFacts, ...MailFacts[]]): Words {
    const pages = this.#pages;
    const builtIn = () => mailOf(facts, pages);
    if (!this.#templates) return builtIn();
    return facts.length === 1
      ? this.#templates.words('job', () => jobValues(facts[0], pages), builtIn)
      : this.#templates.words('jobs', () => jobsValues(facts, pages), builtIn);
  }
}
