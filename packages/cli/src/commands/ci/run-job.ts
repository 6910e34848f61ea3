// SPDX-License-Identifier: Apache-2.0
import type { Client } from '@lava/protocol/api/client.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { type Outcome, outcomeOfJob, worstOutcome } from '../../exit-code.ts';
import { inFile } from '../jobs/definition-file.ts';
import type { PlannedJob } from './matrix.ts';
import { plainLine } from './plain-line.ts';
import type { RunningJobs } from './running-jobs.ts';

/** What became of a planned job: of its last try, with all jobs of its group. */
export interface EndedJob extends PlannedJob {
  jobs: Job[];
  tries: number;
  outcome: Outcome;
}

export interface RunOptions {
  client: Client;
  /** How often each is submitted again after a failure of the lab. */
  retries: number;
  signal: AbortSignal;
  running: RunningJobs;
  say(text: string): void;
}

/** Submits all, then stays until each has ended. @throws LavaError of the server; the signal's reason */
export async function runJobs(planned: readonly PlannedJob[], options: RunOptions): Promise<EndedJob[]> {
  const { client, signal, say } = options;
  const submitted: [PlannedJob, number[]][] = [];
  for (const each of planned) {
    signal.throwIfAborted();
    const ids = begin(await client.jobs.submit(each.definition).catch(inFile(each.file)), options);
    say(`job ${ids.join(', ')} (${each.name}): submitted`);
    submitted.push([each, ids]);
  }
  return Promise.all(submitted.map(([each, ids]) => stay(each, ids, options)));
}

/** Submits it again when the lab failed. @param ids its number, or those of its group */
async function stay(planned: PlannedJob, ids: number[], options: RunOptions): Promise<EndedJob> {
  const { client, retries, running, signal, say } = options;
  for (let tries = 1; ; tries++) {
    const jobs = await Promise.all(ids.map((id) => watch(planned.name, id, options)));
    const outcome = worstOutcome(jobs.map(outcomeOfJob));
    if (outcome !== 'infrastructure' || tries > retries || running.late)
      return { ...planned, jobs, tries, outcome };
    signal.throwIfAborted();
    ids = begin(await client.jobs.resubmit(ids[0] ?? 0), options);
    say(`job ${ids.join(', ')} (${planned.name}): submitted again, since the lab failed`);
  }
}

function begin(
  { id, group }: { id: number; group?: { id: number }[] | undefined },
  { running }: RunOptions,
): number[] {
  const ids = group?.map((each) => each.id) ?? [id];
  running.add(ids);
  return ids;
}

/** Says what the job does and why it waits, each once. */
async function watch(name: string, id: number, { client, signal, say, running }: RunOptions): Promise<Job> {
  let job: Job | undefined;
  let told = 'submitted';
  const tell = (text: string) => {
    if (text !== told) say(`job ${id} (${name}): ${plainLine(text)}`);
    told = text;
  };
  for await (const event of client.jobs.stream(id, 0, signal)) {
    if (event.type === 'lost' && event.retryIn > 0)
      tell(`connection lost (${event.error.message}); trying again`);
    if (event.type !== 'job') continue;
    ({ job } = event);
    if (job.state !== 'finished') tell(doingOf(job));
  }
  const ended = job?.state === 'finished' ? job : await client.jobs.get(id);
  running.remove(id);
  tell(ended.error ? `${ended.health}: ${ended.error.message} (${ended.error.code})` : ended.health);
  return ended;
}

function doingOf({ state, device, waiting }: Job): string {
  if (waiting.length > 0) return `waits: ${waiting.join('; ')}`;
  return device === null ? state : `${state} on ${device}`;
}
