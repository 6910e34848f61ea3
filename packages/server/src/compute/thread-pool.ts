// SPDX-License-Identifier: Apache-2.0
import type { Worker } from 'node:worker_threads';
import { type ErrorData, LavaError, parseError } from '@lava/protocol/error/error.ts';

export interface PoolOptions {
  /** Starts a thread, which answers each {@link Request} with a {@link Reply}. */
  start(): Worker;
  /** Most threads, and so most pieces of work at a time. */
  threads: number;
  /** Pieces of work that may wait for a thread; more are refused. */
  queue: number;
  /** Time for one piece of work, milliseconds; a thread's first one may take {@link START_MS} more. */
  deadline: number;
  /** A thread that has had no work for so long is ended, milliseconds. */
  rest: number;
}

export interface Request {
  task: string;
  input: unknown;
}
export type Reply = { value: unknown } | { error: ErrorData };

/** A thread loads all that its work needs, which takes long on a machine that is busy. */
const START_MS = 60_000;

interface Item extends Request {
  resolve(value: unknown): void;
  reject(error: Error): void;
  signal: AbortSignal | undefined;
}

/** A thread, what it works on, and the timer that ends its work or its rest. */
interface Thread {
  worker: Worker;
  item: Item | undefined;
  timer: NodeJS.Timeout | undefined;
  /** It has done something before. */
  isWarm: boolean;
}

/** Work that must not hold this process's loop, in threads that are started when there is some. */
export class ThreadPool {
  readonly #options: PoolOptions;
  readonly #waiting: Item[] = [];
  readonly #threads = new Set<Thread>();
  readonly #idle: Thread[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * @param signal work that was not begun when it is aborted is dropped
   * @throws LavaError what the work throws; `too-many-requests` when too much waits; `too-large` when it takes more time or
   * memory than allowed; `canceled` when it was dropped
   */
  run(task: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    if (this.#waiting.length >= this.#options.queue) {
      return Promise.reject(
        new LavaError(
          'too-many-requests',
          'the server is too busy with such requests; try again in a moment',
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, input, resolve, reject, signal });
      this.#next();
    });
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      if (this.#idle.length === 0 && this.#threads.size >= this.#options.threads) return;
      const item = this.#waiting.shift();
      if (!item) return;
      if (item.signal?.aborted) item.reject(new LavaError('canceled', 'nobody waits for it any more'));
      else this.#give(this.#idle.pop() ?? this.#start(), item);
    }
  }

  #start(): Thread {
    const thread: Thread = {
      worker: this.#options.start(),
      item: undefined,
      timer: undefined,
      isWarm: false,
    };
    this.#threads.add(thread);
    thread.worker.on('message', (reply: Reply) => {
      const { item } = thread;
      if (!item) return;
      if ('error' in reply) item.reject(parseError(reply.error));
      else item.resolve(reply.value);
      this.#rest(thread);
    });
    thread.worker.on('error', (error: NodeJS.ErrnoException) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      thread.item?.reject(
        memory ? new LavaError('too-large', 'this takes more memory than the server allows') : error,
      );
    });
    thread.worker.on('exit', () => {
      clearTimeout(thread.timer);
      this.#threads.delete(thread);
      const at = this.#idle.indexOf(thread);
      if (at >= 0) this.#idle.splice(at, 1);
      // After the error that ended it, this changes nothing.
      thread.item?.reject(new LavaError('bug', 'a thread of the server ended before its work'));
      this.#next();
    });
    return thread;
  }

  #give(thread: Thread, item: Item): void {
    clearTimeout(thread.timer);
    thread.item = item;
    thread.worker.ref();
    thread.timer = setTimeout(
      () => {
        item.reject(new LavaError('too-large', 'this takes more time than the server allows'));
        void thread.worker.terminate();
      },
      this.#options.deadline + (thread.isWarm ? 0 : START_MS),
    );
    thread.isWarm = true;
    thread.worker.postMessage({ task: item.task, input: item.input } satisfies Request);
  }

  /** From now on it gets no work; it lives for a moment yet. */
  #end(thread: Thread): void {
    const at = this.#idle.indexOf(thread);
    if (at >= 0) this.#idle.splice(at, 1);
    void thread.worker.terminate();
  }

  #rest(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.item = undefined;
    thread.worker.unref();
    thread.timer = setTimeout(() => this.#end(thread), this.#options.rest).unref();
    this.#idle.push(thread);
    this.#next();
  }
}
