// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@lava/kit/testing/random.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Cluster } from './cluster.ts';

/** What was asked of the server, and what it answered. */
export interface Asked {
  name: string;
  lines: number;
  dies: boolean;
  /** The server's answer; undefined when none came, so that nobody knows whether there is such a job. */
  id: number | undefined;
  /** Whether somebody tried to cancel it. */
  canceled: boolean;
}

const definition = (name: string) => `job_name: ${name}
device_type: qemu
visibility: public
context: {arch: amd64}
timeouts: {job: {minutes: 10}, action: {minutes: 10}}
actions: [{command: {name: work}}]
`;

/** Pauses between two submits, milliseconds. */
const PAUSE = { least: 100, most: 600 };

/** Submits jobs, and cancels some, until the signal is aborted, whether the server answers or not. */
export async function submitJobs({ client }: Cluster, random: Random, signal: AbortSignal): Promise<Asked[]> {
  const asked: Asked[] = [];
  const cancels: Promise<void>[] = [];
  for (let n = 1; !signal.aborted; n++) {
    const [lines, dies] = [random.between(0, 25), random.percent(5)];
    const job: Asked = {
      name: `job ${n} lines=${lines} die=${dies ? 1 : 0}`,
      ...{ lines, dies, id: undefined, canceled: false },
    };
    asked.push(job);
    const cancelAfter = random.percent(15) ? random.between(0, 2_500) : undefined;
    const pause = random.between(PAUSE.least, PAUSE.most);
    const answer = client.jobs.submit(definition(job.name)).then(
      ({ id }) => {
        job.id = id;
        if (cancelAfter !== undefined) cancels.push(cancel(job, id, cancelAfter));
      },
      (error: unknown) => {
        // A server that is down or frozen is what is tested; one that refuses a good job is not.
        if (!(error instanceof LavaError) || isRefusal(error)) throw error;
      },
    );
    await Promise.all([answer, sleep(pause)]);
  }
  await Promise.all(cancels);
  return asked;

  async function cancel(job: Asked, id: number, after: number): Promise<void> {
    await sleep(after);
    job.canceled = true;
    await client.jobs.cancel(id).catch(() => undefined); // it is over, or the server is away
  }
}

function isRefusal({ code }: LavaError): boolean {
  return !['server-unreachable', 'database-down', 'bug'].includes(code);
}
