// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { type DeliveryRow, settleDelivery, takeDeliveries } from '../db/queries/deliveries.ts';
import { notifyingJob } from '../db/queries/notices.ts';
import type { LogReader } from '../logs/log-reader.ts';
import { requestOf } from './callback/callback.ts';
import type { MailTemplates } from './mail/templates.ts';
import type { Mailer } from './mail/transport.ts';
import { failureOf, type Outcome, outcomeOf } from './outcome.ts';
import { callbacksOf, notifyOf } from './read-notify.ts';
import type { Allowed } from './send/addresses.ts';
import { LONGEST, send } from './send/request.ts';
import { sendMessage } from './subscriptions/send.ts';
import { toldOf } from './told.ts';

/** Requests of this process at a time, in all and to one host: one that does not answer holds up nobody else. */
const MOST = 64;
const MOST_OF_HOST = 4;
/** Longer than any attempt takes. */
const LEASE = LONGEST + 60_000;

interface From {
  db: Database;
  logs: LogReader;
  allowed: Allowed;
  mailer: Mailer;
  templates: MailTemplates | undefined;
  pages: string | undefined;
}

/** Sends callbacks and messages of subscriptions that are due, and looks for more whenever one is done. */
export class DeliverySender {
  readonly #from: From;
  readonly #done: () => void;
  readonly #hosts = new Map<string, number>();
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  /** @param done called when there is room again */
  constructor(from: From, done: () => void) {
    this.#from = from;
    this.#done = done;
  }

  async sendDue(): Promise<void> {
    for (;;) {
      const room = MOST - this.#running.size;
      if (room <= 0) return;
      const busy = [...this.#hosts].flatMap(([host, count]) => (count >= MOST_OF_HOST ? host : []));
      const most = { most: room, each: 1, busy, lease: LEASE };
      const taken = await this.#from.db.run((q) => takeDeliveries(q, most));
      if (taken.length === 0) return;
      for (const row of taken) this.#start(row);
    }
  }

  /** What is under way is cut off, and left to the next process. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }

  #start(row: DeliveryRow): void {
    this.#hosts.set(row.host, (this.#hosts.get(row.host) ?? 0) + 1);
    const work = attempt(this.#from, row, this.#stop.signal).finally(() => {
      const left = (this.#hosts.get(row.host) ?? 1) - 1;
      if (left > 0) this.#hosts.set(row.host, left);
      else this.#hosts.delete(row.host);
      this.#running.delete(work);
      this.#done();
    });
    this.#running.add(work);
  }
}

/** Never throws: what cannot even be noted is tried again when its lease is over. */
async function attempt(from: From, row: DeliveryRow, stop: AbortSignal): Promise<void> {
  const outcome = await tried(from, row, stop).catch((thrown: unknown) => ({
    ...failureOf(thrown, row.attempts),
    ...(stop.aborted && { wait: 0, error: 'the server was stopped meanwhile' }),
  }));
  await from.db.run((q) => settleDelivery(q, row, outcome)).catch(() => undefined);
}

async function tried(from: From, row: DeliveryRow, stop: AbortSignal): Promise<Outcome> {
  const { job_id, subscription } = row;
  if (subscription !== null) return sendMessage(from, { ...row, subscription }, stop);
  const job = job_id === null ? undefined : await from.db.run((q) => notifyingJob(q, job_id));
  const notify = job && (await notifyOf(job.definition));
  const callback = notify && callbacksOf(notify)[row.place];
  if (!callback) throw new LavaError('request-invalid', 'the job has no such callback any more');
  const request = await requestOf(from, toldOf(job, row.event), callback);
  return outcomeOf(await send(request, from.allowed, stop), row.attempts);
}
