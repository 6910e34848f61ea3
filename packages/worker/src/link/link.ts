// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '@lava/kit/log/logger.ts';
import { type CurveKeys, fromHex } from '@lava/kit/zmq/curve.ts';
import { DealerSocket } from '@lava/kit/zmq/dealer-socket.ts';
import { probe } from '@lava/kit/zmq/probe.ts';
import type { Code } from '@lava/protocol/error/codes.ts';
import { LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type { ConsoleOutput } from '@lava/protocol/wire/console.ts';
import {
  Ack,
  CONTROL_LINK,
  type Hello,
  LINK_TIMEOUT,
  LOG_LINK,
  MAX_FRAME,
  PING_INTERVAL,
  type RecordsHeader,
  type Refused,
  ServerMessage,
  type Welcome,
  type WorkerMessage,
} from '@lava/protocol/wire/messages.ts';
import type { Context } from 'zeromq';
import type { ServerPlace } from '../settings.ts';

export interface LinkOptions {
  context: Context;
  keys: CurveKeys;
  /** Asked before each attempt, so that a new place counts without a restart. */
  place(): ServerPlace | undefined;
  hello(): Hello;
  onWelcome(welcome: Welcome): void;
  onMessage(message: ServerMessage): void;
  onAck(ack: Ack): void;
  onDown(): void;
  /** What is in the way, each time that changes. */
  onProblem(problem: LavaError): void;
  log: Logger;
  /** Milliseconds; shorter in tests. */
  timing?: Partial<LinkTiming>;
}

export interface LinkTiming {
  /** Silence after which the server is taken for gone. */
  timeout: number;
  ping: number;
  /** For each of: probing a port, handshake, welcome. */
  connect: number;
  /** First and longest pause between two attempts. */
  retry: number;
  maxRetry: number;
  /** Pause after the other end did not want this one; only a person can change that. */
  refused: number;
}

const TIMING: LinkTiming = {
  timeout: LINK_TIMEOUT,
  ping: PING_INTERVAL,
  connect: 5_000,
  retry: 100,
  maxRetry: 5_000,
  refused: 30_000,
};

/** How soon a new place of the server is noticed, milliseconds. */
const LOOK_AGAIN = 1_000;
/** Each dial costs some KiB that libzmq does not give back, so what only a person can change is not tried all the time. */
const REFUSALS = new Set<Code>(['link-refused', 'version-mismatch']);

interface Connection {
  control: DealerSocket;
  log: DealerSocket;
}

/**
 * Both links to the server as one: up when the server has said welcome, down when either breaks or the server is silent.
 * It never stops dialing; each new connection starts with `hello`, so nothing of an earlier one matters.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #timing: LinkTiming;
  readonly #stop = new AbortController();
  #connection: Connection | undefined;
  #heard = 0;
  #wasUp = false;
  #problem: string | undefined;
  #done: Promise<void> = Promise.resolve();

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
  }

  get up(): boolean {
    return this.#connection !== undefined;
  }

  start(): void {
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  /** Lost when the link is down; the next hello or the next sweep says it again. */
  send(message: WorkerMessage): void {
    void this.#connection?.control.send([JSON.stringify(message)]);
  }

  sendRecords(header: RecordsHeader, data: Buffer): void {
    void this.#connection?.log.send([JSON.stringify(header), data]);
  }

  /** On the control link: records may wait for the server's disk, a person who types does not. */
  sendConsole(header: ConsoleOutput, data: Buffer): void {
    void this.#connection?.control.send([JSON.stringify(header), data]);
  }

  async #run(): Promise<void> {
    let pause = this.#timing.retry;
    while (!this.#stop.signal.aborted) {
      this.#wasUp = false;
      try {
        await this.#connectOnce();
      } catch (thrown) {
        const error = toLavaError(thrown);
        this.#report(error);
        if (REFUSALS.has(error.code)) pause = this.#timing.refused;
      }
      if (this.#wasUp) pause = this.#timing.retry;
      // Half of it by chance, so that the workers of a lab do not all come together after a restart.
      await this.#wait(pause * (0.5 + Math.random() / 2));
      pause = Math.min(pause * 2, this.#timing.maxRetry);
    }
  }

  /** Shorter when somebody joins a server meanwhile. */
  async #wait(time: number): Promise<void> {
    const end = performance.now() + time;
    const place = this.#currentPlace();
    while (!this.#stop.signal.aborted && isDeepStrictEqual(this.#currentPlace(), place)) {
      const left = end - performance.now();
      if (left <= 0) return;
      const slice = sleep(Math.min(left, LOOK_AGAIN), undefined, { signal: this.#stop.signal });
      await slice.catch(() => undefined); // it is stopped; the loop sees it
    }
  }

  /** One connection from dialing to its end. */
  async #connectOnce(): Promise<void> {
    const place = this.#options.place();
    if (!place) {
      throw new LavaError('config-invalid', 'this worker has not joined a server', {
        hint: "get a line from the server's admin (`lava workers add NAME`), then run `echo '<line>' | lava-slave join`",
      });
    }
    const sockets: DealerSocket[] = [];
    try {
      for (const [link, port] of [
        [CONTROL_LINK, place.controlPort],
        [LOG_LINK, place.logPort],
      ] as const) {
        const endpoint = await probe(place.host, port, this.#timing.connect);
        if (this.#stop.signal.aborted) return;
        sockets.push(await this.#dial(endpoint, link, place));
      }
      const [control, log] = sockets as [DealerSocket, DealerSocket];
      await this.#talk({ control, log }, place);
    } finally {
      for (const socket of sockets) socket.close();
    }
  }

  #dial(endpoint: string, link: string, place: ServerPlace): Promise<DealerSocket> {
    const { context, keys } = this.#options;
    const { timeout, connect } = this.#timing;
    const serverKey = fromHex(place.serverKey);
    return DealerSocket.connect(
      { context, endpoint, keys, serverKey, link, maxFrame: MAX_FRAME, timeout },
      connect,
    );
  }

  async #talk(connection: Connection, place: ServerPlace): Promise<void> {
    const { control, log } = connection;
    let refused: LavaError | undefined;
    let wrongLogPort: LavaError | undefined;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#heard = performance.now();
    void control.receive((frames) => {
      this.#heard = performance.now();
      const message = parse(ServerMessage, frames[0]);
      if (message?.type === 'welcome' && wrongLogPort) {
        refused = wrongLogPort;
        end();
      } else if (message?.type === 'welcome') {
        this.#wasUp = true;
        this.#connection = connection;
        this.#problem = undefined;
        this.#options.onWelcome(message);
      } else if (message?.type === 'refused') {
        refused = refusal(message);
        end();
      } else if (message?.type === 'report') {
        void control.send([JSON.stringify(this.#options.hello())]);
      } else if (message && this.up) {
        // What comes before the welcome was meant for an earlier connection, by a server that stood still since.
        this.#options.onMessage(message);
      }
    });
    void log.receive((frames) => {
      const ack = parse(Ack, frames[0]);
      if (ack && this.up) this.#options.onAck(ack);
      const message = parse(ServerMessage, frames[0]);
      // When both ports are wrong, the other link says so as well; one of the two lines is enough.
      if (message?.type === 'refused') wrongLogPort = refusal(message);
      if (wrongLogPort && this.up) {
        refused = wrongLogPort;
        end();
      }
    });
    const ping = setInterval(() => {
      const patience = this.up ? this.#timing.timeout : this.#timing.connect;
      const moved = !isDeepStrictEqual(this.#currentPlace(), place);
      if (moved || performance.now() - this.#heard > patience) end();
      else void control.send([JSON.stringify({ type: 'ping' })]);
    }, this.#timing.ping);
    this.#stop.signal.addEventListener('abort', end, { once: true });
    try {
      void control.send([JSON.stringify(this.#options.hello())]);
      // Nobody answers this; but a server whose control port was taken for its log port says so.
      void log.send([JSON.stringify({ type: 'ping' })]);
      await Promise.race([control.closed, log.closed, ended]);
    } finally {
      clearInterval(ping);
      this.#stop.signal.removeEventListener('abort', end);
      this.#connection = undefined;
      if (this.#wasUp) this.#options.onDown();
    }
    refused ??= wrongLogPort;
    if (refused) throw refused;
    if (!this.#stop.signal.aborted) {
      throw new LavaError(
        'link-failed',
        this.#wasUp ? 'the link to the server is broken' : 'the server does not answer',
        {
          hint: 'jobs keep running; the worker dials again by itself',
        },
      );
    }
  }

  /** What is stored may be damaged; dialing again tells. */
  #currentPlace(): ServerPlace | undefined {
    try {
      return this.#options.place();
    } catch {
      return undefined;
    }
  }

  /** One line each time what is wrong changes. */
  #report(problem: LavaError): void {
    if (this.#problem === problem.message) return;
    this.#problem = problem.message;
    this.#options.log.warn({ reason: problem.message, hint: problem.hint }, 'no link to the server');
    this.#options.onProblem(problem);
  }
}

function refusal({ code, message }: Refused): LavaError {
  if (code === 'conflict') {
    return new LavaError('link-refused', message, {
      hint: 'stop one of the two; for a separate worker, join with a new line and a new state directory',
    });
  }
  if (code !== 'wrong-port') return new LavaError('version-mismatch', message);
  return new LavaError('link-failed', message, {
    hint: "check both ports against the server's settings; are they exchanged?",
  });
}

/** Undefined for what this version does not know; a newer server may send more. */
function parse<T>(
  schema: { safeParse(value: unknown): { data?: T } },
  frame: Buffer | undefined,
): T | undefined {
  try {
    return schema.safeParse(JSON.parse(String(frame))).data;
  } catch {
    return undefined; // no JSON: not from a server that we know
  }
}
