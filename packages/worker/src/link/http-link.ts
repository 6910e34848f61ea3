// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lava/kit/log/logger.ts';
import { type LavaError, toLavaError } from '@lava/protocol/error/error.ts';
import type { JobStatus } from '@lava/protocol/record/record.ts';
import type {
  Ack,
  Exit,
  Hello,
  RecordsHeader,
  ServerMessage,
  Welcome,
  WorkerMessage,
} from '@lava/protocol/wire/messages.ts';
import { VERSION } from '../version.ts';
import { HttpLogs } from './http-logs.ts';
import { HttpRequests, type JobToken, ServerRefusal, type Todo } from './http-requests.ts';

export interface HttpPlace {
  url: string;
  /** Of this worker at the server. */
  name: string;
  token: string;
}

export interface HttpLinkOptions {
  /** Asked before each attempt. @throws LavaError */
  place(): HttpPlace;
  hello(): Hello;
  onWelcome(welcome: Welcome): void;
  onMessage(message: ServerMessage): void;
  onAck(ack: Ack): void;
  onDown(): void;
  onProblem(problem: LavaError): void;
  log: Logger;
  /** Pause between two questions for work, milliseconds. */
  interval?: number;
  /** Pause between two uploads of a log, milliseconds. */
  logPause?: number;
}

const INTERVAL = 5_000;
/** LAVA's server does not say how much log it takes; what it takes from its own dispatcher has no limit either. */
const LOG_BYTES = 1024 * 1024 * 1024;
/** Longest text of an error; LAVA shows it whole. */
const MOST_ERRORS = 10_000;

/**
 * The link to a LAVA server that speaks HTTP, in the place of {@link Link}: it asks for work every few seconds, and what this
 * worker says becomes requests. Which token a job has comes with each answer, so nothing of this is stored.
 */
export class HttpLink {
  readonly #options: HttpLinkOptions;
  readonly #stop = new AbortController();
  readonly #logs: HttpLogs;
  readonly #tokens = new Map<number, JobToken>();
  readonly #acked = new Map<number, number>();
  readonly #exits = new Map<number, Exit>();
  /** Jobs of which something is being said, or was: a job runs only once. */
  readonly #saying = new Set<string>();
  readonly #started = new Set<number>();
  /** Those of which the server knows that they run, as far as this link has said so. */
  readonly #running = new Set<number>();
  #requests: HttpRequests | undefined;
  #up = false;
  #problem: string | undefined;
  #version: string | undefined;
  #done: Promise<void> = Promise.resolve();

  constructor(options: HttpLinkOptions) {
    this.#options = options;
    this.#logs = new HttpLogs({
      post: (job, index, lines) => this.#post(job, index, lines),
      onAck: (ack) => this.#onAck(ack),
      onFailure: (error) => this.#down(error),
      ...(options.logPause !== undefined && { pause: options.logPause }),
    });
  }

  get up(): boolean {
    return this.#up;
  }

  start(): void {
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  /** Lost when the link is down; the next sweep says it again. */
  send(message: WorkerMessage): void {
    if (!this.#up) return;
    if (message.type === 'started') {
      if (!this.#running.has(message.job))
        this.#say(`started ${message.job}`, () => this.#sayStarted(message.job));
    } else if (message.type === 'exit') {
      this.#exits.set(message.job, message);
      this.#end(message.job);
    } else if (message.type === 'ask') {
      const answer = { refused: 'this worker speaks HTTP to a LAVA server, over which jobs cannot talk' };
      this.#options.onMessage({ type: 'answer', job: message.job, number: message.number, answer });
    }
  }

  sendRecords(header: RecordsHeader, data: Buffer): void {
    if (this.#up) this.#logs.add(header, data);
  }

  /** LAVA's server has nobody who watches a console. */
  sendConsole(): void {}

  async #run(): Promise<void> {
    const { interval = INTERVAL } = this.#options;
    while (!this.#stop.signal.aborted) {
      await this.#once().catch((error: unknown) => this.#down(error));
      await sleep(interval, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
    this.#setDown();
  }

  async #once(): Promise<void> {
    const { url, name, token } = this.#options.place();
    const requests = new HttpRequests(url, this.#stop.signal);
    this.#version ??= await requests.version();
    const todo = await requests.ping(name, token, this.#version ?? VERSION);
    this.#requests = requests;
    for (const job of [...todo.start, ...todo.running, ...todo.cancel]) this.#tokens.set(job.id, job);
    if (!this.#up) this.#welcome(name);
    await this.#take(todo, requests);
  }

  #welcome(name: string): void {
    this.#up = true;
    this.#problem = undefined;
    const jobs = this.#options.hello().jobs.map(({ job }) => ({ job, next: this.#acked.get(job) ?? 0 }));
    const time = new Date().toISOString();
    this.#options.onWelcome({ type: 'welcome', protocol: 0, version: this.#version ?? '', time, name, jobs });
  }

  async #take({ start, running, cancel }: Todo, requests: HttpRequests): Promise<void> {
    const { hello, onMessage } = this.#options;
    const held = new Set(hello().jobs.map(({ job }) => job));
    for (const job of [...running, ...cancel]) {
      // It must not run again: what it did to its board is not known.
      if (!held.has(job.id) && !this.#started.has(job.id)) await requests.state(job, LOST);
    }
    for (const { id } of cancel) {
      if (held.has(id)) onMessage({ type: 'cancel', job: id, reason: 'the job was canceled' });
    }
    for (const job of start) {
      if (held.has(job.id) || this.#started.has(job.id)) continue;
      const { definition, device, dispatcher, env, 'env-dut': envDut } = await requests.files(job);
      this.#started.add(job.id);
      const texts = { definition, device, dispatcher, env, envDut };
      const given = Object.fromEntries(
        Object.entries(texts).filter(([, text]) => text !== ''),
      ) as typeof texts;
      onMessage({ type: 'start', bundle: { job: job.id, ...given, limits: { logBytes: LOG_BYTES } } });
    }
  }

  /** One request of a kind at a time for each job. */
  #say(what: string, request: () => Promise<void>): void {
    if (this.#saying.has(what)) return;
    this.#saying.add(what);
    request()
      .catch((error: unknown) => this.#down(error))
      .finally(() => this.#saying.delete(what));
  }

  async #sayStarted(job: number): Promise<void> {
    const token = this.#tokens.get(job);
    if (!token) return;
    await this.#requests?.state(token, { state: 'RUNNING' }).catch(ignoreUnknown);
    this.#running.add(job);
  }

  /** Says that the job is over, when all of its records are stored. */
  #end(job: number): void {
    const exit = this.#exits.get(job);
    if (!exit || (this.#acked.get(job) ?? 0) < exit.records) return;
    this.#say(`exit ${job}`, async () => {
      const token = this.#tokens.get(job);
      // A server that names the job nowhere needs no word of it.
      if (token) await this.#requests?.state(token, finished(exit.status)).catch(ignoreUnknown);
      for (const known of [this.#exits, this.#acked, this.#tokens]) known.delete(job);
      for (const known of [this.#started, this.#running]) known.delete(job);
      this.#options.onMessage({ type: 'forget', job });
    });
  }

  async #post(job: number, index: number, lines: string): Promise<number> {
    const token = this.#tokens.get(job);
    const count = lines.split('\n').length;
    if (!token || !this.#requests) return count;
    try {
      return await this.#requests.logs(token, index, lines);
    } catch (error) {
      if (!isUnknown(error)) throw error;
      this.#options.onMessage({ type: 'cancel', job, reason: 'the server does not know the job any more' });
      return count;
    }
  }

  #onAck(ack: Ack): void {
    this.#acked.set(ack.job, Math.max(ack.upTo, this.#acked.get(ack.job) ?? 0));
    this.#options.onAck(ack);
    this.#end(ack.job);
  }

  #down(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#setDown();
    const problem = toLavaError(error);
    // It may be another server by now, or another version of it.
    this.#version = undefined;
    if (this.#problem === problem.message) return;
    this.#problem = problem.message;
    this.#options.log.warn({ reason: problem.message, hint: problem.hint }, 'no link to the server');
    this.#options.onProblem(problem);
  }

  #setDown(): void {
    this.#logs.clear();
    this.#running.clear();
    if (!this.#up) return;
    this.#up = false;
    this.#options.onDown();
  }
}

const LOST = {
  ...{ state: 'FINISHED', result: 'fail', error_type: 'Infrastructure', description: '' },
  errors: 'the worker does not know the job any more: its disk was lost or replaced',
};

/** In LAVA's words. */
function finished({ health, kind = 'bug', message = '' }: JobStatus): Record<string, string> {
  const isComplete = health === 'complete';
  return {
    ...{ state: 'FINISHED', result: isComplete ? 'pass' : 'fail', description: '' },
    error_type: isComplete ? '' : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    errors: isComplete ? '' : message.slice(0, MOST_ERRORS),
  };
}

const isUnknown = (error: unknown) => error instanceof ServerRefusal && error.status === 404;

function ignoreUnknown(error: unknown): void {
  if (!isUnknown(error)) throw error;
}
