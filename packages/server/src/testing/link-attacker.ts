// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { Draw, NUMBERS, type Schema, TEXTS } from '@lava/kit/testing/draw.ts';
import { Random } from '@lava/kit/testing/random.ts';
import type { CurveKeys } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { JobRecord } from '@lava/protocol/record/record.ts';
import {
  CONTROL_LINK,
  Exit,
  Hello,
  JOIN_LINK,
  Join,
  LOG_LINK,
  MAX_FRAME,
  Ping,
  RecordsHeader,
  ServerMessage,
  Started,
} from '@lava/protocol/wire/messages.ts';
import { Context } from 'zeromq';
import * as z from 'zod';

/**
 * A program that is a worker with a key and a stranger with a join line as well, and sends what no program of ours would:
 * every message of the wire as its schema would have it and as it would not. In a process of its own, so that what it
 * costs is not taken for what it costs the server.
 */
export interface Attack {
  seed: number;
  seconds: number;
  /** Messages that are sent in any case, however slow the machine is. */
  least: number;
  serverKey: string;
  controlPort: number;
  logPort: number;
  worker: CurveKeys;
  stranger: CurveKeys;
  /** Jobs of the worker, and of another one. */
  jobs: number[];
  others: number[];
}

const schemaOf = (type: z.ZodType): Schema => z.toJSONSchema(type, { io: 'input' }) as Schema;
const WORKER = [Hello, Started, Exit, Ping, Join].map(schemaOf);
const ANY = [...WORKER, ...ServerMessage.options.map(schemaOf), schemaOf(RecordsHeader)];
const HEADER = schemaOf(RecordsHeader);
const RECORD = schemaOf(JobRecord);

/** Frames of an attack, in the order of its seed. */
class Frames {
  readonly #random: Random;
  readonly #draw: Draw;
  readonly #attack: Attack;

  constructor(attack: Attack) {
    this.#random = new Random(attack.seed);
    this.#draw = new Draw(this.#random);
    this.#attack = attack;
  }

  control(): Buffer[] {
    const random = this.#random;
    const message = this.#message(random.percent(80) ? random.one(WORKER) : random.one(ANY));
    return [this.#mutated(message), ...this.#more()];
  }

  records(): Buffer[] {
    const random = this.#random;
    const lines = Array.from({ length: random.between(0, 20) }, () => this.#line());
    const data = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const header = {
      ...(this.#message(HEADER) as object),
      ...(random.percent(80) && { type: 'records', job: this.#job(), attempt: 0 }),
      ...(random.percent(80) && { from: random.between(0, 5), count: lines.length }),
    };
    const body = random.percent(5) ? this.#huge() : data;
    return [this.#mutated(header), random.percent(90) ? body : this.#cut(body), ...this.#more()];
  }

  #job(): number {
    const { jobs, others } = this.#attack;
    const random = this.#random;
    return random.percent(60) ? random.one(jobs) : random.one([...others, random.one(NUMBERS)]);
  }

  #message(schema: Schema): unknown {
    const value = this.#draw.value(schema);
    if (typeof value !== 'object' || value === null || !this.#random.percent(85)) return value;
    if ('job' in value) return { ...value, job: this.#job() };
    return 'jobs' in value && Array.isArray(value.jobs)
      ? { ...value, jobs: value.jobs.map((each) => ({ ...Object(each), job: this.#job() })) }
      : value;
  }

  #line(): string {
    const record = this.#draw.value(RECORD) as object;
    const valid = { dt: '2026-11-22T09:34:00.123456+00:00', lvl: this.#random.one(['results', 'target']) };
    const message = { definition: 'x', case: 'y', result: 'pass', ...Object(Object(record).msg) };
    const line = this.#random.percent(70) ? { ...valid, ...record, ...valid, msg: message } : record;
    const text = JSON.stringify(line) ?? '';
    return this.#random.percent(90) ? text : this.#cut(Buffer.from(text)).toString('latin1');
  }

  #mutated(value: unknown): Buffer {
    const random = this.#random;
    const json = Buffer.from(JSON.stringify(value) ?? 'undefined');
    if (random.percent(80)) return json;
    if (random.percent(4)) return this.#huge();
    if (random.percent(40)) return this.#cut(json);
    const flipped = Buffer.from(json);
    for (let n = random.between(1, 4); n > 0 && flipped.length > 0; n--)
      flipped[random.between(0, flipped.length - 1)] = random.between(0, 255);
    return flipped;
  }

  #cut(data: Buffer): Buffer {
    return data.subarray(0, this.#random.between(0, data.length));
  }

  #more(): Buffer[] {
    return this.#random.percent(95) ? [] : [Buffer.from(this.#random.one(TEXTS)), Buffer.alloc(0)];
  }

  /** What costs much to read: depth, many values, many lines, one value. */
  #huge(): Buffer {
    const random = this.#random;
    const size = random.between(1, 8) * 1024 * 1024;
    const job = this.#job();
    return Buffer.from(
      random.one([
        () => '['.repeat(size),
        () => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`,
        () => '\n'.repeat(size),
        () => `{"type":"ping","a":"${'\\u0000'.repeat(size / 6)}"}`,
        () =>
          `{"type":"exit","job":${job},"records":0,"status":{"health":"complete","message":"${'x'.repeat(size)}"}}`,
        () =>
          `{"type":"hello","protocols":[1],"version":"1","time":"","arch":"x","jobs":[${Array.from({ length: size / 40 }, (_, n) => `{"job":${n + 1},"state":"running"}`)}]}`,
        () => `{"type":"hello","protocols":[${'1,'.repeat(size / 2)}1]}`,
      ])(),
    );
  }
}

async function attack(options: Attack): Promise<{ sent: number }> {
  const frames = new Frames(options);
  const random = new Random(options.seed + 1);
  const { serverKey, controlPort, logPort, worker, stranger } = options;
  // It does not read what the server says.
  const dial = async (link: string, port: number, keys: CurveKeys): Promise<DealerSocket | undefined> => {
    const context = new Context();
    const endpoint = `tcp://127.0.0.1:${port}`;
    const place = { context, endpoint, keys, serverKey, link, maxFrame: MAX_FRAME, timeout: 5_000 };
    return DealerSocket.connect(place, 2_000).catch(() => undefined); // it is not let in now
  };
  const doors = [
    { link: CONTROL_LINK, port: controlPort, keys: worker, next: () => frames.control() },
    { link: LOG_LINK, port: logPort, keys: worker, next: () => frames.records() },
    { link: JOIN_LINK, port: controlPort, keys: stranger, next: () => frames.control() },
    // Through the wrong door.
    { link: LOG_LINK, port: controlPort, keys: worker, next: () => frames.records() },
    { link: CONTROL_LINK, port: logPort, keys: worker, next: () => frames.control() },
  ];
  const hello = { type: 'hello', protocols: [1], version: '1', time: '', arch: 'x', jobs: [] };
  const end = performance.now() + options.seconds * 1_000;
  let sent = 0;
  const storm = async ({ link, port, keys, next }: (typeof doors)[number]) => {
    let socket: DealerSocket | undefined;
    let gone = true;
    while (performance.now() < end || sent < options.least) {
      if (!socket || gone || random.percent(0.2)) {
        socket?.close();
        socket = await dial(link, port, keys);
        gone = false;
        if (!socket) await sleep(100);
        void socket?.closed.then(() => {
          gone = true;
        });
        if (random.percent(80)) await socket?.send([JSON.stringify(hello)]);
        continue;
      }
      if (await socket.send(next())) sent += 1;
      if (random.percent(5)) await sleep(random.between(0, 5));
    }
    socket?.close(1_000);
  };
  await Promise.all(doors.map(storm));
  return { sent };
}

process.once('message', (options: Attack) => {
  attack(options).then(
    (result) => process.send?.(result, () => process.disconnect()),
    (error: unknown) => {
      throw error;
    },
  );
});
