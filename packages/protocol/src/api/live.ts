// SPDX-License-Identifier: Apache-2.0
import type * as z from 'zod';
import { type ErrorData, LavaError, parseError } from '../error/error.ts';
import type { Job } from './jobs.ts';
import { readEvents, type ServerEvent } from './sse.ts';
import {
  ChangeEvent,
  HelloEvent,
  JobEvent,
  LiveEndEvent,
  LiveRecordsEvent,
  LiveRefusedEvent,
} from './stream.ts';
import type { Transport } from './transport.ts';

export type LiveEvent =
  | ({ type: 'hello' } & HelloEvent)
  | ({ type: 'change' } & ChangeEvent)
  | { type: 'records'; job: number; from: number; lines: string[] }
  | { type: 'job'; job: Job }
  /** Everything of this finished job was sent. */
  | { type: 'end'; job: number }
  | { type: 'refused'; job: number; error: LavaError };

/** Longest silence, milliseconds, before the server counts as gone: two of its heartbeats are missed. */
export const LIVE_IDLE = 12_000;

/**
 * One connection of `GET /events`. It does not come back by itself: whoever holds it knows where to continue.
 *
 * @param jobs number of each followed job, and of its first record
 * @throws LavaError what the server refuses, `server-unreachable`; Error when it falls silent or ends
 */
export async function* openLive(
  transport: Transport,
  jobs: ReadonlyMap<number, number>,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent, void> {
  const query = jobs.size === 0 ? {} : { jobs: [...jobs].map((pair) => pair.join(':')).join(',') };
  const slow = AbortSignal.timeout(LIVE_IDLE);
  const connecting = new AbortController();
  const abort = () => connecting.abort(signal.aborted ? signal.reason : slow.reason);
  signal.addEventListener('abort', abort, { once: true });
  slow.addEventListener('abort', abort, { once: true });
  const response = await transport('GET', '/events', {
    query,
    signal: connecting.signal,
    headers: { accept: 'text/event-stream' },
  });
  slow.removeEventListener('abort', abort);
  if (!response.body) throw new LavaError('server-unreachable', '/events: the answer has no body');
  for await (const event of readEvents(response.body, LIVE_IDLE)) {
    const known = parse(event);
    if (known) yield known;
  }
}

/** Undefined for what this version does not know. */
function parse({ event, data }: ServerEvent): LiveEvent | undefined {
  switch (event) {
    case 'hello':
      return tagged('hello', HelloEvent, data);
    case 'change':
      return tagged('change', ChangeEvent, data);
    case 'records':
      return tagged('records', LiveRecordsEvent, data);
    case 'end':
      return tagged('end', LiveEndEvent, data);
    case 'job': {
      const job = JobEvent.safeParse(read(data));
      return job.success ? { type: 'job', job: job.data } : undefined;
    }
    case 'refused': {
      const refused = LiveRefusedEvent.safeParse(read(data));
      if (!refused.success) return undefined;
      return { type: 'refused', job: refused.data.job, error: parseError(refused.data.error as ErrorData) };
    }
    default:
      return undefined;
  }
}

function tagged<T extends string, S extends z.ZodType<object>>(
  type: T,
  schema: S,
  data: string,
): ({ type: T } & z.infer<S>) | undefined {
  const parsed = schema.safeParse(read(data));
  return parsed.success ? { type, ...parsed.data } : undefined;
}

function read(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
