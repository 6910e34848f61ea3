// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import type { Ack, RecordsHeader } from '@lava/protocol/wire/messages.ts';
import { lavaLine } from '@lava/yaml/lava-line.ts';

export interface HttpLogsOptions {
  /** @returns how many of the lines are stored */
  post(job: number, index: number, lines: string): Promise<number>;
  onAck(ack: Ack): void;
  onFailure(error: unknown): void;
  /** Between two uploads of a job, milliseconds: what comes meanwhile goes in one. */
  pause?: number;
}

const PAUSE = 1_000;

/** LAVA's servers take 2.5 MB of a form, in which a character may take three; so many lines and characters go at a time. */
const MOST_LINES = 1_000;
const MOST_TEXT = 400_000;

interface Batch {
  header: RecordsHeader;
  lines: string[];
}

/** Sends the records of jobs as lines of LAVA, those of one job one after the other. */
export class HttpLogs {
  readonly #options: HttpLogsOptions;
  readonly #queues = new Map<number, Batch[]>();
  /** Grows with {@link clear}: what is under way then counts no more. */
  #turn = 0;

  constructor(options: HttpLogsOptions) {
    this.#options = options;
  }

  add(header: RecordsHeader, data: Buffer): void {
    const batch = { header, lines: data.toString().trimEnd().split('\n') };
    const queue = this.#queues.get(header.job);
    // What comes again takes the place of what was to come.
    const waiting = queue?.filter((each) => each.header.attempt === header.attempt);
    this.#queues.set(header.job, [...(waiting ?? []), batch]);
    if (!queue) void this.#run(header.job, this.#turn);
  }

  clear(): void {
    this.#turn += 1;
    this.#queues.clear();
  }

  async #run(job: number, turn: number): Promise<void> {
    try {
      for (;;) {
        const batch = merged(this.#queues.get(job)?.splice(0) ?? []);
        if (!batch) break;
        await this.#send(batch, turn);
        if (this.#turn !== turn) return;
        await sleep(this.#options.pause ?? PAUSE, undefined, { ref: false });
        if (this.#turn !== turn) return;
      }
      this.#queues.delete(job);
    } catch (error) {
      if (this.#turn === turn) this.#options.onFailure(error);
    }
  }

  async #send({ header, lines }: Batch, turn: number): Promise<void> {
    const { job, attempt } = header;
    let { from } = header;
    const texts = lines.map((line) => `- ${lavaText(decodeRecord(line))}`);
    for (let at = 0; at < texts.length; ) {
      const piece = texts.slice(at, at + fitting(texts, at));
      const stored = Math.min(await this.#options.post(job, from, piece.join('\n')), piece.length);
      if (this.#turn !== turn) return;
      [at, from] = [at + stored, from + stored];
      if (stored > 0) this.#options.onAck({ type: 'ack', job, upTo: from, attempt, resend: false });
      else throw new Error('the server stores nothing of the log');
    }
  }
}

/** Batches that follow each other as one; what follows none of the others comes again later. */
function merged([first, ...rest]: readonly Batch[]): Batch | undefined {
  if (!first) return undefined;
  const lines = [...first.lines];
  for (const { header, lines: next } of rest)
    if (header.from === first.header.from + lines.length) lines.push(...next);
  return { header: first.header, lines };
}

/** How many of the lines from `at` on go at a time; at least one. */
function fitting(texts: readonly string[], at: number): number {
  let size = 0;
  let count = 0;
  while (count < MOST_LINES && at + count < texts.length) {
    size += texts[at + count]?.length ?? 0;
    if (count > 0 && size > MOST_TEXT) break;
    count += 1;
  }
  return count;
}

/** One that is larger than any server takes says so. */
function lavaText(record: JobRecord): string {
  const text = lavaLine(record);
  if (text.length <= MOST_TEXT) return text;
  return lavaLine({
    dt: record.dt,
    lvl: 'warning',
    msg: `a record of ${text.length} characters is left out`,
  });
}
