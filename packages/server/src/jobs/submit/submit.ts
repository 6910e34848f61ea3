// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { Recent } from '@lava/kit/recent.ts';
import type { SubmittedJob, TranslatedJob } from '@lava/protocol/api/jobs.ts';
import { isError, LavaError, type Problem } from '@lava/protocol/error/error.ts';
import { assertMayLease } from '../../accounts/lease-quota.ts';
import type { Database } from '../../db/database.ts';
import { type Actor, maySubmit } from '../../rights/permissions.ts';
import { signIn } from '../../rights/refusals.ts';
import {
  type CheckedEnvelope,
  type JobEnvelope,
  type JobRules,
  readEnvelope,
  refusedEnvelope,
} from './envelope.ts';
import { storeJob } from './store.ts';
import { storeGroup } from './store-group.ts';
import { readSubmission, type Submission } from './submission.ts';
import { findGroupTargets, findTarget } from './target.ts';

/** @throws LavaError `yaml-syntax`, `job-invalid`, `job-unschedulable`, `unauthenticated` */
export async function submitJob(
  db: Database,
  actor: Actor | null,
  text: string,
  { resubmittedFrom = null, ...rules }: JobRules & { resubmittedFrom?: number | null } = {},
): Promise<SubmittedJob> {
  if (!maySubmit(actor)) throw signIn();
  const { definition, json, envelope, warnings } = await judge(db, actor, text, rules);
  await assertMayHold(db, actor, envelope, rules);
  const { labRetries = 0 } = rules;
  const job = { actor, envelope, definition, json, text, resubmittedFrom, labRetries };
  const said = warnings.length > 0 && { warnings };
  if (!envelope.roles) return { id: await storeJob(db, job), ...said };
  const group = await storeGroup(db, job);
  return { id: group[0]?.id ?? 0, group, ...said };
}

/** A job that holds its board, for a time or after a failure, is for those who may lease. @throws LavaError `job-unschedulable` */
async function assertMayHold(
  db: Database,
  actor: Actor,
  { holds }: JobEnvelope,
  { leases }: JobRules,
): Promise<void> {
  if (holds === 0 || !leases) return;
  try {
    await db.run((q) => assertMayLease(q, actor, leases, holds));
  } catch (error) {
    if (!(error instanceof LavaError) || error.code === 'bug') throw error;
    throw new LavaError('job-unschedulable', `the job holds its board: ${error.message}`, { cause: error });
  }
}

interface Accepted {
  definition: string;
  json: boolean;
  envelope: JobEnvelope;
  warnings: Problem[];
}

/** What is said of a text that says the same again. Robots submit the same jobs day by day. */
const recent = new Recent<Omit<Accepted, 'definition'>>(16 * 1024 * 1024);

async function judge(db: Database, actor: Actor, text: string, rules: JobRules): Promise<Accepted> {
  const key = createHash('sha256')
    .update(`${rules.extraContext?.join() ?? ''}\n${text}`)
    .digest('base64');
  const known = recent.get(key);
  if (known) return { definition: text, ...known };
  const read = await readSubmission(db, actor, text);
  const { definition, json } = read;
  const verdict = { json, ...(await accepted(read, rules)) };
  // What a JSON job means depends on the lab.
  if (!json) recent.set(key, verdict, text.length + JSON.stringify(verdict.warnings).length);
  return { definition, ...verdict };
}

/** What is wrong with a definition by itself: whoever asks, and whatever the lab has. */
export async function checkText(text: string, rules: JobRules = {}): Promise<Problem[]> {
  return (await readEnvelope(text, rules)).problems;
}

/** What clients that ask before they submit are to see: a method that nobody has is stored as well, and cannot run. */
export function firstRefused(problems: readonly Problem[]): Problem | undefined {
  return problems.find(isError) ?? problems.find(({ message }) => UNKNOWN_METHOD.test(message));
}
const UNKNOWN_METHOD = /^no \w+ method is called /;

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
    const submission = await readSubmission(db, actor, text);
    problems.push(...submission.warnings);
    const checked = await check(submission, rules);
    problems.push(...checked.problems);
    const { envelope } = checked;
    if (envelope) await assertMayHold(db, actor, envelope, rules);
    if (envelope?.roles) await db.run((q) => findGroupTargets(q, actor, envelope, submission.json));
    else if (envelope) await db.run((q) => findTarget(q, actor, envelope, submission.json));
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
  const { definition, json, warnings } = await readSubmission(db, actor, text);
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
