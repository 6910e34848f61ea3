// SPDX-License-Identifier: Apache-2.0
import type { LavaError } from '@lava/protocol/error/error.ts';
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
import type { FactMask } from '../secrecy/fact-mask.ts';
import { LinePieces, type Piece, WHOLE_LINE } from '../secrecy/line-pieces.ts';
import type { Mask } from '../secrecy/mask.ts';
import { StreamMask } from '../secrecy/stream-mask.ts';
import type { RecordClock } from './clock.ts';

/** Where encoded records go: the spool of a job, or a terminal. */
export interface RecordSink {
  /**
   * @param line without newline
   * @param weight what becomes of it when there is hardly any room: text goes first, the end of the job last
   */
  write(line: string, weight: Weight): void;
  /** Resolves when everything written so far is with the operating system. */
  flush(): Promise<void>;
  /** Bytes that wait to be written, about. */
  readonly backlog: number;
  /** Records that could not be written, because the disk is full or fails; they have no number. */
  readonly lost: number;
  /** Why records were lost. */
  readonly trouble?: LavaError | undefined;
}

export type Weight = 'text' | 'result' | 'end';

/**
 * The job's log: numbers, stamps, masks and cuts records, at this one place. For the submitter; what the operator must
 * know goes to the worker's own log.
 */
export class JobLog {
  readonly #sink: RecordSink;
  readonly #clock: RecordClock;
  readonly #mask: Mask;
  readonly #facts: FactMask | undefined;
  /** By namespace. */
  readonly #consoles = new Map<string, LinePieces>();
  #written = 0;
  /** Resolves when it knows everything it must hide; whoever starts what may print it waits for that. Never rejects. */
  ready: Promise<void> = Promise.resolve();
  /** Namespace whose console the job works with just now; what others say is feedback. */
  driving: string | undefined;

  /**
   * @param mask secrets of the job, which nobody reads
   * @param facts facts of the device, which are in the private part of records; undefined where everybody who reads
   *   the log has the device's configuration anyway
   */
  constructor(sink: RecordSink, clock: RecordClock, mask: Mask, facts?: FactMask) {
    this.#sink = sink;
    this.#clock = clock;
    this.#mask = mask;
    this.#facts = facts;
  }

  /** Number of the next record. */
  get next(): number {
    return this.#written - this.#sink.lost;
  }

  get backlog(): number {
    return this.#sink.backlog;
  }

  /** Why part of the log is lost; undefined while all of it is there. */
  get trouble(): LavaError | undefined {
    return this.#sink.lost > 0 ? this.#sink.trouble : undefined;
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
    const whole = this.#mask.apply(msg);
    this.#text(lvl, whole, this.#facts?.apply(whole) ?? whole, ns);
  }

  /** What a command of the device said. */
  commandOutput(msg: string): void {
    const whole = this.#mask.apply(msg);
    this.#text('debug', whole, this.#facts?.applyToCommand(whole) ?? whole, undefined);
  }

  /** A line that a device said, or a piece of one. */
  console(namespace: string, msg: string, piece: Piece = WHOLE_LINE): void {
    const whole = this.#mask.apply(msg);
    const shown = this.#pieces(namespace)?.apply(whole, piece) ?? whole;
    if (this.driving === undefined || this.driving === namespace)
      this.#text('target', whole, shown, undefined);
    else this.#text('feedback', whole, shown, namespace);
  }

  /** Hides the same in what a console says to people who watch, however that is cut. */
  liveMask(): StreamMask {
    return new StreamMask([this.#mask.forBytes(), ...(this.#facts ? [this.#facts] : [])]);
  }

  step(lvl: Level, msg: string, step: StepEvent): void {
    this.#write({ dt: this.now(), lvl, msg, step });
  }

  result(msg: ResultMessage): void {
    const whole = this.#mask.applyDeep(msg);
    const shown = this.#facts?.applyDeep(whole) ?? whole;
    const hidden = JSON.stringify(shown) !== JSON.stringify(whole);
    this.#write({ dt: this.now(), lvl: 'results', msg: shown, ...(hidden && { private: { msg: whole } }) });
  }

  /**
   * The last record of a job.
   * @returns the status as everybody may read it
   */
  status(msg: string, status: JobStatus): JobStatus {
    const { lost } = this.#sink;
    const counted = lost > 0 ? { ...status, lost } : status;
    const whole = { msg: this.#mask.apply(msg), status: this.#mask.applyDeep(counted) };
    const shown = this.#facts?.applyDeep(whole) ?? whole;
    const hidden = shown.msg !== whole.msg || shown.status.message !== whole.status.message;
    const lvl = status.health === 'complete' ? 'info' : 'error';
    this.#write({ dt: this.now(), lvl, ...shown, ...(hidden && { private: whole }) });
    return shown.status;
  }

  now(): string {
    return this.#clock.stamp();
  }

  flush(): Promise<void> {
    return this.#sink.flush();
  }

  #pieces(namespace: string): LinePieces | undefined {
    if (!this.#facts) return undefined;
    const known = this.#consoles.get(namespace) ?? new LinePieces(this.#facts);
    this.#consoles.set(namespace, known);
    return known;
  }

  #text(lvl: Level, whole: string, shown: string, ns: string | undefined): void {
    if (shown === whole && ns === undefined) {
      this.#put(encodeLine(this.now(), lvl, cut(whole)), weightOf(lvl));
      return;
    }
    const hidden = shown === whole ? undefined : { msg: cut(whole) };
    this.#write({
      ...{ dt: this.now(), lvl, msg: cut(shown) },
      ...(ns !== undefined && { ns }),
      ...(hidden && { private: hidden }),
    });
  }

  #write(record: JobRecord): void {
    this.#put(encodeRecord(record), record.status ? 'end' : weightOf(record.lvl));
  }

  #put(line: string, weight: Weight): void {
    this.#written += 1;
    this.#sink.write(line, weight);
  }
}

/** Results are what a job was run for; the reason of its end is an exception. */
function weightOf(lvl: Level): Weight {
  if (lvl === 'exception') return 'end';
  return lvl === 'results' || lvl === 'error' ? 'result' : 'text';
}

function cut(msg: string): string {
  if (msg.length <= MAX_MESSAGE_LENGTH) return msg;
  return `${msg.slice(0, MAX_MESSAGE_LENGTH)}… [${msg.length - MAX_MESSAGE_LENGTH} more characters cut]`;
}
