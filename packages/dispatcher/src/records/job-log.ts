// SPDX-License-Identifier: Apache-2.0
import {
  encodeLine,
  encodeRecord,
  type JobRecord,
  type JobStatus,
  type Level,
  MAX_MESSAGE_LENGTH,
  type ResultMessage,
  type StepEvent,
} from '@lava/protocol/record/record.ts';
import type { RecordClock } from './clock.ts';
import type { Mask } from './mask.ts';

/** Where encoded records go: the spool of a job, or a terminal. */
export interface RecordSink {
  /** @param line without newline */
  write(line: string): void;
  /** Resolves when everything written so far is with the operating system. */
  flush(): Promise<void>;
  /** Bytes that wait to be written, about. */
  readonly backlog: number;
  /** Records that could not be written, because the disk is full; they have no number. */
  readonly lost: number;
}

/**
 * The job's log: numbers, stamps, masks and cuts records, at this one place. For the submitter; what the operator must
 * know goes to the worker's own log.
 */
export class JobLog {
  readonly #sink: RecordSink;
  readonly #clock: RecordClock;
  readonly #mask: Mask;
  #written = 0;
  /** Namespace whose console the job works with just now; what others say is feedback. */
  driving: string | undefined;

  constructor(sink: RecordSink, clock: RecordClock, mask: Mask) {
    this.#sink = sink;
    this.#clock = clock;
    this.#mask = mask;
  }

  /** Number of the next record. */
  get next(): number {
    return this.#written - this.#sink.lost;
  }

  get backlog(): number {
    return this.#sink.backlog;
  }

  debug(msg: string): void {
    this.line('debug', msg);
  }

  info(msg: string): void {
    this.line('info', msg);
  }

  warning(msg: string): void {
    this.line('warning', msg);
  }

  error(msg: string): void {
    this.line('error', msg);
  }

  /** @param ns namespace, for lines of a connection that is not the one being driven */
  line(lvl: Level, msg: string, ns?: string): void {
    const text = cut(this.#mask.apply(msg));
    if (ns !== undefined) this.#write({ dt: this.now(), lvl, msg: text, ns });
    else this.#put(encodeLine(this.now(), lvl, text));
  }

  /** A line that a device said. */
  console(namespace: string, msg: string): void {
    if (this.driving === undefined || this.driving === namespace) this.line('target', msg);
    else this.line('feedback', msg, namespace);
  }

  step(lvl: Level, msg: string, step: StepEvent): void {
    this.#write({ dt: this.now(), lvl, msg, step });
  }

  result(msg: ResultMessage): void {
    this.#write({ dt: this.now(), lvl: 'results', msg: this.#mask.applyDeep(msg) });
  }

  /** The last record of a job. */
  status(msg: string, status: JobStatus): void {
    this.#write({
      dt: this.now(),
      lvl: status.health === 'complete' ? 'info' : 'error',
      msg: this.#mask.apply(msg),
      status,
    });
  }

  now(): string {
    return this.#clock.stamp();
  }

  flush(): Promise<void> {
    return this.#sink.flush();
  }

  #write(record: JobRecord): void {
    this.#put(encodeRecord(record));
  }

  #put(line: string): void {
    this.#written += 1;
    this.#sink.write(line);
  }
}

function cut(msg: string): string {
  if (msg.length <= MAX_MESSAGE_LENGTH) return msg;
  return `${msg.slice(0, MAX_MESSAGE_LENGTH)}… [${msg.length - MAX_MESSAGE_LENGTH} more characters cut]`;
}
