// SPDX-License-Identifier: Apache-2.0
import type { Logger } from '@lava/kit/log/logger.ts';
import type { HelloEvent } from '@lava/protocol/api/stream.ts';
import { serializeError, toLavaError } from '@lava/protocol/error/error.ts';
import type { Database } from '../db/database.ts';
import { logState } from '../jobs/jobs.ts';
import { visibleEvents } from '../jobs/visible.ts';
import type { JobLogs } from '../logs/job-logs.ts';
import type { Actor } from '../rights/permissions.ts';
import type { EventBus } from './bus.ts';
import { followChanges } from './change-stream.ts';
import { followJob, type Sink } from './job-stream.ts';

interface Context {
  db: Database;
  logs: JobLogs;
  bus: EventBus;
  log: Logger;
}

/**
 * Everything that one browser follows, in one stream: changes, and the records and states of its jobs. A job that ends,
 * or cannot be followed, ends nothing else.
 * @param jobs number of each job, and of the first record to send
 */
export async function followAll(
  context: Context,
  actor: Actor | null,
  hello: Pick<HelloEvent, 'version' | 'build'>,
  jobs: ReadonlyMap<number, number>,
  sink: Sink,
): Promise<void> {
  // Changes are noted from here on, before the client learns that it is connected.
  const changes = followChanges(context.bus, sink, (events) => visibleEvents(context.db, actor, events));
  await sink.send('hello', {
    ...hello,
    user: actor?.username ?? null,
    time: new Date().toISOString(),
  } satisfies HelloEvent);
  await Promise.all([changes, ...[...jobs].map(([id, from]) => followOne(context, actor, id, from, sink))]);
}

async function followOne(
  context: Context,
  actor: Actor | null,
  id: number,
  from: number,
  sink: Sink,
): Promise<void> {
  try {
    await logState(context.db, actor, id);
  } catch (thrown) {
    await sink.send('refused', { job: id, error: serializeError(toLavaError(thrown)) });
    return;
  }
  let ended = false;
  const own: Sink = {
    signal: sink.signal,
    send(event, data) {
      ended ||= event === 'end';
      return sink.send(event, event === 'job' ? data : { ...(data as object), job: id });
    },
    // The stream is everybody's; one job that broke off makes the client come again from where it was.
    close() {
      if (!ended && !sink.signal.aborted) sink.close();
    },
  };
  await followJob(context, actor, id, from, own);
}
