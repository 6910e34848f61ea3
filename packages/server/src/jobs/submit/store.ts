// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { Gather } from '@lava/kit/gather.ts';
import { LavaError } from '@lava/protocol/error/error.ts';
import type { Database, Queries } from '../../db/database.ts';
import { perDatabase } from '../../db/per-database.ts';
import { auditAll } from '../../db/queries/audit.ts';
import { insertJobs, type NewJob, storedSubmissions } from '../../db/queries/job-insert.ts';
import { fittingTypes } from '../../db/queries/targets.ts';
import { isDataError } from '../../db/retry.ts';
import type { Actor } from '../../rights/permissions.ts';
import { type JobEnvelope, metadataJson } from './envelope.ts';
import { findTarget, type Target } from './target.ts';

/** A job that may be stored, if the lab has devices for it. */
export interface AcceptedJob {
  actor: Actor;
  envelope: JobEnvelope;
  /** What runs, and what was submitted. */
  definition: string;
  text: string;
  json: boolean;
  resubmittedFrom: number | null;
  /** How often it is tried again where nothing else says it. */
  labRetries: number;
}
export type Stored = AcceptedJob & { submission: string };

/** Jobs of one transaction: their number, and characters of their texts. */
const MOST = 500;
const MOST_TEXT = 4 * 1024 * 1024;

/** A commit waits for the disk: jobs that are submitted meanwhile share the next one. */
const submits = perDatabase(
  (db) =>
    new Gather((jobs: Stored[]) => storeAll(db, jobs), {
      most: MOST,
      weight: { of: ({ definition, text }) => definition.length + text.length, most: MOST_TEXT },
    }),
);

/** Its number, when it is on the disk. @throws LavaError `job-unschedulable` */
export function storeJob(db: Database, job: AcceptedJob): Promise<number> {
  return submits(db).add({ ...job, submission: randomUUID() });
}

async function storeAll(db: Database, jobs: Stored[]): Promise<(number | Error)[]> {
  try {
    return await transaction(db, jobs);
  } catch (error) {
    if (!isDataError(error)) throw error;
  }
  // Something that one of them refers to is gone, or one of them cannot be stored: each by itself.
  const results: (number | Error)[] = [];
  for (const job of jobs) {
    try {
      results.push(...(await transaction(db, [job], true)));
    } catch (error) {
      results.push(error as Error);
    }
  }
  return results;
}

/** @param again some of them may be stored already, by a commit that was not confirmed */
function transaction(db: Database, jobs: readonly Stored[], again = false): Promise<(number | Error)[]> {
  let repeated = again;
  return db.transaction(async (q) => {
    const stored = repeated
      ? await storedSubmissions(
          q,
          jobs.map(({ submission }) => submission),
        )
      : new Map<string, number>();
    repeated = true;
    const waiting = jobs.filter(({ submission }) => !stored.has(submission));
    const targets = await findTargets(q, waiting);
    const refused = new Map<string, Error>();
    const good: { job: Stored; target: Target }[] = [];
    for (const [n, job] of waiting.entries()) {
      const target = targets[n];
      if (target instanceof Error) refused.set(job.submission, target);
      else if (target) good.push({ job, target });
    }
    const ids = good.length === 0 ? [] : await insertJobs(q, good.map(newJob));
    for (const [n, { job }] of good.entries()) stored.set(job.submission, ids[n] as number);
    await auditAll(
      q,
      good.map(({ job: { actor, submission, resubmittedFrom } }) => ({
        actor: actor.username,
        kind: 'job',
        object: stored.get(submission) as number,
        action: resubmittedFrom === null ? 'submit' : 'resubmit',
      })),
    );
    return jobs.map(({ submission }) => stored.get(submission) ?? (refused.get(submission) as Error));
  });
}

/** In one query for jobs that the lab has devices for; one by one for the others, with what exactly is missing. */
async function findTargets(q: Queries, jobs: readonly Stored[]): Promise<(Target | Error)[]> {
  const types = await fittingTypes(
    q,
    jobs.map(({ envelope, json, actor }) => ({ ...envelope, json, actor })),
  );
  const targets: (Target | Error)[] = [];
  for (const [n, { actor, envelope, json }] of jobs.entries()) {
    const deviceType = types[n];
    if (deviceType !== undefined && envelope.groups.length === 0) {
      targets.push({ deviceType, worker: envelope.worker ?? null, groups: [] });
      continue;
    }
    try {
      targets.push(await findTarget(q, actor, envelope, json));
    } catch (error) {
      if (!(error instanceof LavaError)) throw error;
      targets.push(error);
    }
  }
  return targets;
}

export function newJob({ job, target }: { job: Stored; target: Target }): NewJob {
  const { actor, envelope, definition, text, json, submission, resubmittedFrom, labRetries } = job;
  return {
    submission,
    description: envelope.name,
    priority: envelope.priority,
    submitter: actor.id,
    visibility: envelope.visibility,
    viewing_groups: target.groups,
    device_type: target.deviceType,
    requested_device: envelope.device ?? null,
    requested_worker: target.worker,
    tags: envelope.tags,
    json,
    definition,
    original_definition: text,
    metadata: metadataJson(envelope.metadata),
    queue_timeout: envelope.queueTimeout,
    notifies: envelope.notifies,
    resubmitted_from: resubmittedFrom,
    time_limit: envelope.timeLimit,
    retries: envelope.retries,
    lab_retries: labRetries,
    failure_hold: envelope.failureHold,
  };
}
