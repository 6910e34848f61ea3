// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { SubmittedJob, TranslatedJob } from '@lava/protocol/api/jobs.ts';
import { LavaError, type Problem } from '@lava/protocol/error/error.ts';
import type { Database } from '../../db/database.ts';
import { audit } from '../../db/queries/audit.ts';
import { insertJob } from '../../db/queries/jobs.ts';
import { type Actor, maySubmit } from '../../rights/permissions.ts';
import { signIn } from '../../rights/refusals.ts';
import {
  type CheckedEnvelope,
  type JobEnvelope,
  type JobRules,
  metadataJson,
  readEnvelope,
  refusedEnvelope,
} from './envelope.ts';
import { readSubmission, type Submission } from './submission.ts';
import { findTarget } from './target.ts';

/** @throws LavaError `yaml-syntax`, `job-invalid`, `job-unschedulable`, `unauthenticated` */
export async function submitJob(
  db: Database,
  actor: Actor | null,
  text: string,
  { resubmittedFrom = null, ...rules }: JobRules & { resubmittedFrom?: number | null } = {},
): Promise<SubmittedJob> {
  if (!maySubmit(actor)) throw signIn();
  const read = await readSubmission(db, text);
  const { definition, json } = read;
  const { envelope, warnings } = await accepted(read, rules);
  const submission = randomUUID();
  const id = await db.transaction(async (q) => {
    const target = await findTarget(q, actor, envelope, json);
    const made = await insertJob(q, {
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
      resubmitted_from: resubmittedFrom,
    });
    const action = resubmittedFrom === null ? 'submit' : 'resubmit';
    await audit(q, { actor: actor.username, kind: 'job', object: made, action });
    return made;
  });
  return { id, ...(warnings.length > 0 && { warnings }) };
}

/** All problems of the job; it would be accepted when nothing of it is an error. */
export async function validateJob(
  db: Database,
  actor: Actor | null,
  text: string,
  rules: JobRules = {},
): Promise<Problem[]> {
  if (!maySubmit(actor)) throw signIn();
  const problems: Problem[] = [];
  try {
    const submission = await readSubmission(db, text);
    problems.push(...submission.warnings);
    const checked = await check(submission, rules);
    problems.push(...checked.problems);
    const { envelope } = checked;
    if (envelope) await db.run((q) => findTarget(q, actor, envelope, submission.json));
    return problems;
  } catch (thrown) {
    if (!(thrown instanceof LavaError)) throw thrown;
    if (thrown.code === 'job-invalid') return [...problems, ...thrown.problems];
    if (thrown.code !== 'job-unschedulable') throw thrown;
    return [...problems, { message: thrown.message, severity: 'error', hint: thrown.hint }];
  }
}

/** The pipeline job that a JSON job means on the devices of this lab; nothing is submitted. */
export async function translateJob(db: Database, actor: Actor | null, text: string): Promise<TranslatedJob> {
  if (!maySubmit(actor)) throw signIn();
  const { definition, json, warnings } = await readSubmission(db, text);
  if (json) return { definition, warnings };
  throw new LavaError('request-invalid', 'this is not a JSON job of the first dispatcher', {
    hint: 'every entry of its `actions` has a `command` that is text; a pipeline job needs no translation',
  });
}

/** Places are dropped from what is said of a translation: the submitter has another text. */
async function check({ definition, json }: Submission, rules: JobRules): Promise<CheckedEnvelope> {
  const checked = await readEnvelope(definition, rules);
  if (!json) return checked;
  return {
    ...checked,
    problems: checked.problems.map(({ where: _, message, ...problem }) => ({
      ...problem,
      message: `in its translation: ${message}`,
    })),
  };
}

/** What is taken, and what its submitter is warned of. */
async function accepted(
  read: Submission,
  rules: JobRules,
): Promise<{ envelope: JobEnvelope; warnings: Problem[] }> {
  const checked = await check(read, rules);
  const { envelope, problems } = checked;
  if (envelope) return { envelope, warnings: [...read.warnings, ...problems] };
  if (!read.json) throw refusedEnvelope(checked);
  const message = `the JSON job cannot run: ${problems[0]?.message ?? ''}`;
  throw new LavaError('job-invalid', message, { problems, hint: 'see it with: lava jobs translate FILE' });
}
