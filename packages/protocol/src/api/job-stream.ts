// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '../error/error.ts';
import type { Job } from './jobs.ts';
import { readEvents, type ServerEvent } from './sse.ts';
import { ChangeEvent, JobEvent, RecordsEvent } from './stream.ts';
import type { Transport } from './transport.ts';

/** Longest silence of a stream, milliseconds; the server says something at least every 15 s. */
const IDLE = 40_000;
/** Pauses before the reconnects, milliseconds; the last one repeats. */
const BACKOFF = [0, 250, 500, 1000, 2000, 5000];

export type JobStreamEvent =
  /** Lines of the job's records; `from` is the number of the first. No number of one attempt comes twice, none is left out. */
  | { type: 'records'; from: number; lines: string[] }
  | { type: 'job'; job: Job }
  /** The connection broke; the stream continues by itself where it was, after `retryIn` milliseconds. */
  | { type: 'lost'; error: Error; retryIn: number };

/**
 * Live records and states of a job, from record `from` until the job is finished and all of it was sent.
 *
 * @throws LavaError when the server refuses (no such job, not allowed); the signal's reason when aborted
 */
export async function* streamJob(
  transport: Transport,
  id: number,
  from: number,
  signal?: AbortSignal,
): AsyncGenerator<JobStreamEvent, void> {
  let next = from;
  let attempt: number | undefined;
  const connect = () =>
    open(transport, `/jobs/${id}/stream`, { from: next, ...(attempt !== undefined && { attempt }) }, signal);
  for await (const item of resume(connect, signal)) {
    if (item.type === 'lost') {
      yield item;
    } else if (item.event === 'end') {
      return;
    } else if (item.event === 'job') {
      const job = JobEvent.parse(JSON.parse(item.data));
      // Its records follow from the first on.
      if (attempt !== undefined && attempt !== job.attempt) next = 0;
      attempt = job.attempt;
      yield { type: 'job', job };
    } else if (item.event === 'records') {
      const batch = RecordsEvent.parse(JSON.parse(item.data));
      const lines = batch.lines.slice(Math.max(0, next - batch.from));
      if (lines.length === 0) continue;
      const first = Math.max(batch.from, next);
      next = first + lines.length;
      yield { type: 'records', from: first, lines };
    }
  }
}

/** What changed, for lists that reload themselves; after a `lost` anything may have changed. Never ends by itself. */
export async function* streamChanges(
  transport: Transport,
  signal?: AbortSignal,
): AsyncGenerator<ChangeEvent | { resource: 'lost' }, void> {
  for await (const item of resume(() => open(transport, '/events', {}, signal), signal)) {
    if (item.type === 'lost') yield { resource: 'lost' };
    else if (item.event === 'change') yield ChangeEvent.parse(JSON.parse(item.data));
  }
}

async function open(
  transport: Transport,
  path: string,
  query: Record<string, number>,
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<ServerEvent>> {
  const response = await transport('GET', path, { query, signal, headers: { accept: 'text/event-stream' } });
  if (!response.body) throw new LavaError('server-unreachable', `${path}: the answer has no body`);
  return readEvents(response.body, IDLE);
}

type Resumed = (ServerEvent & { type: 'event' }) | Extract<JobStreamEvent, { type: 'lost' }>;

/** Connects again and again; only what the server refuses for good, and the signal, end it. */
async function* resume(
  connect: () => Promise<AsyncIterable<ServerEvent>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Resumed, void> {
  for (let failures = 0; ; failures++) {
    let error: Error;
    try {
      for await (const event of await connect()) {
        failures = 0;
        yield { type: 'event', ...event };
      }
      error = new Error('the stream ended early');
    } catch (thrown) {
      signal?.throwIfAborted();
      if (thrown instanceof LavaError && !isPassing(thrown)) throw thrown;
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    const retryIn = BACKOFF[Math.min(failures, BACKOFF.length - 1)] ?? 0;
    yield { type: 'lost', error, retryIn };
    await pause(retryIn, signal);
  }
}

/** A restart of the server or its database looks like this; everything else stays wrong however often one asks. */
function isPassing(error: LavaError): boolean {
  return error.code === 'server-unreachable' || error.code === 'database-down';
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
    function done() {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
  });
}
