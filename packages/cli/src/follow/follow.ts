// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { decodeRecord } from '@lava/protocol/record/record.ts';
import { safeCell } from '../output/safe.ts';
import type { Renderer } from './render.ts';
import type { Screen } from './screen.ts';

export interface FollowOptions {
  client: Client;
  id: number;
  from?: number;
  signal?: AbortSignal;
  screen: Screen;
  /** Gets the records; without one only the job's states are shown. */
  renderer?: Renderer;
  /** Gets every record as stored, for programs. */
  raw?(line: string): void;
}

/** How often the status line's clock moves, milliseconds. */
const TICK = 200;

/** Shows a job until it is finished and all of its records came. Resolves with the job at its end. */
export async function followJob(options: FollowOptions): Promise<Job> {
  const { client, id, from, signal, screen, renderer, raw } = options;
  let job: Job | undefined;
  let told = '';
  // Reasons are shown once they last: nearly all jobs wait for some milliseconds only.
  function tellWaiting(): void {
    const reasons = job?.waiting.join('; ') ?? '';
    if (reasons && reasons !== told) screen.line(safeCell(`waiting: ${reasons}`));
    told = reasons;
  }
  const tick = setInterval(() => {
    tellWaiting();
    screen.status(statusOf(job, renderer));
  }, TICK);
  try {
    for await (const event of client.jobs.stream(id, from, signal)) {
      if (event.type === 'records') {
        for (const line of event.lines) {
          raw?.(line);
          renderer?.add(decodeRecord(line));
        }
      } else if (event.type === 'job') {
        job = event.job;
      } else if (event.retryIn > 0) {
        screen.line(safeCell(`connection lost (${event.error.message}); trying again`));
      }
    }
    renderer?.flush();
  } finally {
    clearInterval(tick);
    screen.close();
  }
  return job?.state === 'finished' ? job : client.jobs.get(id);
}

function statusOf(job: Job | undefined, renderer: Renderer | undefined): string | undefined {
  if (!job || job.state === 'finished') return undefined;
  const step = job.state === 'running' ? renderer?.running(Date.now()) : undefined;
  return step ?? `job ${job.id} is ${job.state}${job.waiting.length > 0 ? `: ${job.waiting[0]}` : ''}`;
}
