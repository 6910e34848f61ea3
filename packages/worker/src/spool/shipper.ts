// SPDX-License-Identifier: Apache-2.0
import type { Ack, RecordsHeader } from '@lava/protocol/wire/messages.ts';
import { type Batch, SpoolReader } from './spool-reader.ts';

export interface ShipperOptions {
  job: number;
  /** Path of the spool. */
  path: string;
  send(header: RecordsHeader, data: Buffer): void;
}

/** The limit of one message, and of what is under way and that the server has not acknowledged. */
const MAX_BATCH = 1024 * 1024;
const WINDOW = 8 * 1024 * 1024;
/** While something is under way, so many bytes or milliseconds are gathered before the next message. */
const GATHER_BYTES = 128 * 1024;
const GATHER_TIME = 4;
/**
 * Without an ack for so long, milliseconds, one message is sent again, then in twice the time; a server that cannot
 * store anything now holds everything back, so this is only for an ack that was lost.
 */
const RESEND_AFTER = 30_000;
const MAX_RESEND = 600_000;

interface UnderWay {
  end: number;
  bytes: number;
}

/**
 * Sends the records of one job to the server, from where the server says, as soon as they are in the spool. Stopped
 * until `start`: the link's owner starts it after each welcome and stops it when the link breaks.
 */
export class Shipper {
  readonly #options: ShipperOptions;
  readonly #reader: SpoolReader;
  #running = false;
  #attempt = 0;
  #acked = 0;
  #underWay: UnderWay[] = [];
  #bytesUnderWay = 0;
  #gather: NodeJS.Timeout | undefined;
  #resend: NodeJS.Timeout | undefined;
  #window = WINDOW;
  #resendAfter = RESEND_AFTER;
  #lastSent = Number.NEGATIVE_INFINITY;

  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#reader = new SpoolReader(options.path);
  }

  /** Records that are durable at the server. */
  get acked(): number {
    return this.#acked;
  }

  /** @param next number of the first record that the server lacks */
  start(next: number): void {
    this.#running = true;
    this.#acked = next;
    this.#trust();
    this.#rewind(next);
  }

  stop(): void {
    this.#running = false;
    this.#clear();
  }

  close(): void {
    this.stop();
    this.#reader.close();
  }

  /** Whole records in the spool now. */
  count(): number {
    return this.#reader.count();
  }

  /** The spool may have grown. */
  wake(): void {
    if (!this.#running || this.#gather) return;
    while (this.#bytesUnderWay < this.#window) {
      if (this.#shouldGather()) {
        this.#gather = setTimeout(() => {
          this.#gather = undefined;
          this.#lastSent = Number.NEGATIVE_INFINITY;
          this.wake();
        }, GATHER_TIME);
        return;
      }
      const batch = this.#reader.next(MAX_BATCH);
      if (!batch) return;
      this.#send(batch);
    }
  }

  onAck(ack: Ack): void {
    if (!this.#running) return;
    if (ack.resend) {
      if (ack.attempt !== this.#attempt) return; // an answer to what was already taken back
      this.#acked = ack.upTo;
      this.#trust();
      this.#rewind(ack.upTo);
      return;
    }
    if (ack.upTo <= this.#acked) return;
    this.#acked = ack.upTo;
    this.#trust();
    while ((this.#underWay[0]?.end ?? Number.POSITIVE_INFINITY) <= ack.upTo) {
      this.#bytesUnderWay -= this.#underWay.shift()?.bytes ?? 0;
    }
    this.#armResend();
    this.wake();
  }

  #shouldGather(): boolean {
    return (
      this.#underWay.length > 0 &&
      performance.now() - this.#lastSent < GATHER_TIME &&
      this.#reader.available() < GATHER_BYTES
    );
  }

  #send({ from, count, data }: Batch): void {
    this.#underWay.push({ end: from + count, bytes: data.length });
    this.#bytesUnderWay += data.length;
    this.#lastSent = performance.now();
    const { job } = this.#options;
    this.#options.send({ type: 'records', job, from, count, attempt: this.#attempt }, data);
    if (!this.#resend) this.#armResend();
  }

  #rewind(next: number): void {
    this.#clear();
    this.#attempt += 1;
    this.#reader.seek(next);
    this.wake();
  }

  #clear(): void {
    clearTimeout(this.#gather);
    clearTimeout(this.#resend);
    this.#gather = undefined;
    this.#resend = undefined;
    this.#underWay = [];
    this.#bytesUnderWay = 0;
  }

  /** The server answers, so everything may go at full speed. */
  #trust(): void {
    this.#window = WINDOW;
    this.#resendAfter = RESEND_AFTER;
  }

  #armResend(): void {
    clearTimeout(this.#resend);
    this.#resend = undefined;
    if (this.#underWay.length === 0) return;
    this.#resend = setTimeout(() => {
      this.#window = 1;
      this.#resendAfter = Math.min(this.#resendAfter * 2, MAX_RESEND);
      this.#rewind(this.#acked);
    }, this.#resendAfter);
  }
}
