// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { LavaError } from '@lava/protocol/error/error.ts';
import { decodeRecord, type JobRecord } from '@lava/protocol/record/record.ts';
import type { RecordSink, Weight } from './job-log.ts';

const COLOURS: Record<string, string> = {
  exception: '31;1',
  error: '31',
  warning: '33',
  debug: '2',
  info: '36',
  results: '35',
  input: '32',
};

/** How long whoever reads our output may take nothing of it at the end of a job, and how often that is looked at, milliseconds. */
const PATIENCE = 10_000;
const LOOK = 20;

/**
 * Records on the terminal: one line each, or as they are (`json`). The job neither ends nor waits when its reader goes away, or
 * stops to read: its log is in a file as well.
 */
export class TerminalSink implements RecordSink {
  readonly #json: boolean;
  readonly #colour: boolean;
  readonly backlog = 0;
  readonly lost = 0;
  #gone = false;

  constructor(json: boolean) {
    this.#json = json;
    this.#colour = !json && process.stdout.isTTY === true && !process.env.NO_COLOR;
    process.stdout.on('error', () => {
      this.#gone = true;
    });
  }

  write(line: string): void {
    if (this.#gone) return;
    process.stdout.write(this.#json ? `${line}\n` : this.#text(decodeRecord(line)));
  }

  async flush(): Promise<void> {
    let left = process.stdout.writableLength;
    for (let end = performance.now() + PATIENCE; left > 0 && !this.#gone && performance.now() < end; ) {
      await sleep(LOOK);
      const now = process.stdout.writableLength;
      if (now < left) end = performance.now() + PATIENCE;
      left = now;
    }
  }

  #text({ dt, lvl, msg, ns }: JobRecord): string {
    const text = typeof msg === 'string' ? msg : describeResult(msg);
    const place = ns === undefined ? '' : ` [${ns}]`;
    const colour = COLOURS[lvl];
    const body = this.#colour && colour ? `\x1b[${colour}m${text}\x1b[0m` : text;
    return `${dt.slice(11, 23)} ${lvl.padEnd(9)}${place} ${body}\n`;
  }
}

function describeResult(msg: Exclude<JobRecord['msg'], string>): string {
  const { definition, set, case: name, result, measurement, units } = msg;
  const place = [definition, set, name].filter((part) => part !== undefined).join(' / ');
  return `${place}: ${result}${measurement === undefined ? '' : ` (${measurement} ${units ?? ''})`}`;
}

/** Several sinks as one. */
export class TeeSink implements RecordSink {
  readonly #first: RecordSink;
  readonly #second: RecordSink;

  constructor(first: RecordSink, second: RecordSink) {
    this.#first = first;
    this.#second = second;
  }

  get backlog(): number {
    return this.#first.backlog;
  }

  get lost(): number {
    return this.#first.lost;
  }

  get trouble(): LavaError | undefined {
    return this.#first.trouble;
  }

  write(line: string, weight: Weight): void {
    this.#first.write(line, weight);
    this.#second.write(line, weight);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#first.flush(), this.#second.flush()]);
  }
}
