// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ThreadPool } from './thread-pool.ts';

/** In a package a program next to ours. */
const PACKAGED = join(import.meta.dirname, 'compute-thread.js');
const PROGRAM = existsSync(PACKAGED) ? PACKAGED : join(import.meta.dirname, '../compute-thread.ts');

/** The largest valid definition takes a few seconds on a slow machine. */
const DEADLINE_MS = 15_000;
const REST_MS = 60_000;
const MEMORY_MB = 512;

const poolOf = (threads: number, queue: number) =>
  new ThreadPool({
    start: () => new Worker(PROGRAM, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } }),
    threads,
    queue,
    deadline: DEADLINE_MS,
    rest: REST_MS,
  });
const pool = poolOf(2, 64);

/**
 * What workers send must not wait for what people send, nor the other way round. Each worker has one thing under way, so
 * their number bounds the queue.
 */
const links = poolOf(1, 10_000);

/** Characters up to which a text without aliases takes less time than the way to a thread. */
const SHORT = 8_192;

/** Whether reading the text is quick, whatever is in it: without aliases a YAML text has no more values than characters. */
export function isQuick(text: string): boolean {
  return text.length <= SHORT && !text.includes('*');
}

/**
 * Does a task of compute-thread.ts in a thread, so that the loop that answers everybody stays free.
 * @throws LavaError see {@link ThreadPool.run}
 */
export function compute(task: string, input: unknown): Promise<unknown> {
  return pool.run(task, input);
}

/** Reads a text by a function of the same task, here when that is quick. */
export async function computeText<T>(task: string, text: string, read: (text: string) => T): Promise<T> {
  return isQuick(text) ? read(text) : ((await compute(task, text)) as T);
}

/** Does a task in a thread of the workers' links. */
export function computeForLinks(task: string, input: unknown): Promise<unknown> {
  return links.run(task, input);
}
