// SPDX-License-Identifier: Apache-2.0
import { type MessagePort, Worker } from 'node:worker_threads';
import { LavaError } from '@lava/protocol/error/error.ts';
import { type Hit, unusable } from './pattern.ts';
import type { Question } from './search.ts';

/** Time for one search of a pattern, milliseconds; an honest one needs microseconds. */
const SEARCH_TIME = 2_000;

/** Text before the place of the search that an expression may look back at, UTF-16 units. */
const CONTEXT = 64;

interface Request {
  source: string;
  flags: string;
  text: string;
  from: number;
}

type Reply = { ready: true } | { hit: Hit | undefined } | { error: string };

/**
 * Searches patterns of users in a thread of its own, so that the one of the job, with its timers, stays free. The thread
 * starts at the first question.
 */
export class PatternThread {
  readonly #limit: number;
  #worker: Promise<Worker> | undefined;
  #running: Worker | undefined;

  /** @param limit time for one search, milliseconds */
  constructor(limit = SEARCH_TIME) {
    this.#limit = limit;
  }

  /** @throws LavaError `test-pattern` when the pattern takes too long, or the engine cannot run it */
  async answer({ pattern, text, from }: Question): Promise<Hit | undefined> {
    const { untrusted, source } = pattern;
    if (!untrusted) return pattern.find(text, from);
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    const cut = Math.max(0, from - CONTEXT);
    const request: Request = {
      source: untrusted.source,
      flags: untrusted.flags,
      text: text.slice(cut),
      from: from - cut,
    };
    const reply = nextReply(worker);
    worker.postMessage(request);
    const timer = setTimeout(() => this.stop(), this.#limit);
    try {
      const got = await reply;
      if (got === undefined) throw tooSlow(source, this.#limit);
      if ('error' in got) throw unusable(source, got.error);
      const hit = 'hit' in got ? got.hit : undefined;
      return hit && { ...hit, index: hit.index + cut };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the thread, in the middle of a search too. */
  stop(): void {
    void this.#running?.terminate();
    this.#running = undefined;
    this.#worker = undefined;
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(`(${serve})(require('node:worker_threads').parentPort)`, {
      eval: true,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    worker.unref();
    this.#running = worker;
    const ready = await nextReply(worker);
    if (ready === undefined || !('ready' in ready))
      throw new LavaError('host-tool-failed', 'the thread that searches patterns has not started');
    return worker;
  }
}

/** The thread's side. It runs as the text of this function: it may use nothing from outside of it. */
function serve(port: MessagePort): void {
  port.on('message', ({ source, flags, text, from }: Request) => {
    try {
      const regex = new RegExp(source, flags);
      regex.lastIndex = from;
      const match = regex.exec(text);
      const hit = match ? { index: match.index, parts: [...match], groups: { ...match.groups } } : undefined;
      port.postMessage({ hit });
    } catch (error) {
      port.postMessage({ error: String(error) });
    }
  });
  port.postMessage({ ready: true });
}

/** Undefined when the thread ends first. */
function nextReply(worker: Worker): Promise<Reply | undefined> {
  const { promise, resolve } = Promise.withResolvers<Reply | undefined>();
  const end = () => resolve(undefined);
  worker.once('message', resolve);
  worker.once('exit', end);
  worker.once('error', end);
  return promise.finally(() => {
    worker.off('message', resolve);
    worker.off('exit', end);
    worker.off('error', end);
  });
}

function tooSlow(source: string, ms: number): LavaError {
  return new LavaError('test-pattern', `the pattern takes more than ${ms / 1000} s to search: ${source}`, {
    hint: 'avoid nested repetition, like (a+)+ or (.*)*',
  });
}
