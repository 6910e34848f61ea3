// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { Database } from '../db/database.ts';
import type { LogReader } from '../logs/log-reader.ts';
import { decideAll } from './decide.ts';
import { DeliverySender } from './delivery-sender.ts';
import { MailSender } from './mail/sender.ts';
import type { MailTemplates } from './mail/templates.ts';
import type { Mailer } from './mail/transport.ts';
import type { Allowed } from './send/addresses.ts';
import { tellSubscribers } from './subscriptions/match.ts';

/** How often it looks for what is due again, or was left by a process that died. Milliseconds. */
const SWEEP = 2_000;

export interface NotifierOptions {
  db: Database;
  logs: LogReader;
  log: Logger;
  /** Receivers that are not on the internet. */
  allowed: Allowed;
  mailer?: Mailer;
  /** What mails say instead of the built-in words. */
  templates?: MailTemplates | undefined;
  /** Address of the server's pages, for links in mails. */
  pages?: string | undefined;
}

/** Decides who is notified about jobs, and sends it. Each master does: what one has taken, others leave alone. */
export class Notifier {
  readonly #db: Database;
  readonly #log: Logger;
  readonly #deliveries: DeliverySender;
  readonly #mails: MailSender;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: () => void = () => undefined;
  #work: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor({ db, logs, log, allowed, mailer, templates, pages }: NotifierOptions) {
    this.#db = db;
    this.#log = log;
    this.#deliveries = new DeliverySender({ db, logs, allowed, mailer, templates, pages }, () =>
      this.#wake(),
    );
    this.#mails = new MailSender(db, { mailer, pages, templates }, () => this.#wake());
  }

  start(): void {
    this.#stopListening = this.#db.changes.on((change) => {
      if (change.on === 'gap' || (change.on === 'many' && change.of === 'job')) this.#wake();
      else if (change.on === 'job' && change.was !== change.state) this.#wake();
    });
    this.#timer = setInterval(() => this.#wake(), SWEEP);
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    clearInterval(this.#timer);
    await this.#work;
    await Promise.all([this.#deliveries.stop(), this.#mails.stop()]);
  }

  #wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await decideAll(this.#db, this.#log);
        await tellSubscribers(this.#db);
        await this.#deliveries.sendDue();
        await this.#mails.sendDue();
      } catch (thrown) {
        this.#log.warn({ error: (thrown as Error).message }, 'notifications could not be looked for');
      }
    }
  }
}
