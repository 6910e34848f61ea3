// SPDX-License-Identifier: Apache-2.0

import { Gather } from '@lava/kit/gather.ts';
import { SharedReads } from '@lava/kit/shared-reads.ts';
import type {
  DefinitionForm,
  Job,
  JobCounts,
  JobCountsQuery,
  JobQuery,
  JobState,
  JobSummary,
  ResultQuery,
  SubmittedJob,
  TestResult,
  TestSuite,
} from '@lava/protocol/api/jobs.ts';
import type { Page } from '@lava/protocol/api/list.ts';
import type { Database } from '../db/database.ts';
import { perDatabase, readKeys } from '../db/per-database.ts';
import { audit } from '../db/queries/audit.ts';
import { notBefore } from '../db/queries/bookings.ts';
import { countJobs, listJobs } from '../db/queries/job-lists.ts';
import { lockJob } from '../db/queries/job-state.ts';
import {
  accessOfJobs,
  getDefinition,
  getJobs,
  type JobRow,
  listResults,
  listSuites,
  queuePosition,
} from '../db/queries/jobs.ts';
import { membershipOf, noteCancel } from '../db/queries/multinode.ts';
import { countResults, NO_RESULTS, type ResultCounts } from '../db/queries/test-counts.ts';
import { search } from '../db/search.ts';
import type { Disclosure } from '../logs/disclosure.ts';
import { rightsOnJob } from '../rights/abilities.ts';
import {
  type Actor,
  type JobAccess,
  mayChangeJob,
  mayReadSecrets,
  maySeeFacts,
  maySeeJob,
} from '../rights/permissions.ts';
import { forbidden, hidden, notFound } from '../rights/refusals.ts';
import { narrowed } from './filter.ts';
import { endEarly, endFailedGroups } from './groups.ts';
import { inGroup, NO_GROUP } from './in-group.ts';
import { withKnown } from './known-failures.ts';
import { withoutSecrets } from './secrets.ts';
import type { JobRules } from './submit/envelope.ts';
import { submitJob } from './submit/submit.ts';
import { type NamedJob, NO_REASONS, toJob, toPlainJob, toResult, toSummary, type Waiting } from './view.ts';
import { reasonsFor } from './waiting.ts';

export async function jobs(db: Database, actor: Actor | null, asked: JobQuery): Promise<Page<JobSummary>> {
  const query = narrowed(asked);
  if (!query) return { items: [], next: null };
  const { items: shown, next } = await (isPlain(query)
    ? db.run((q) => listJobs(q, actor, query))
    : search(db, actor, (q) => listJobs(q, actor, query)));
  const [access, counts, reasons, members] = await Promise.all([
    db.run((q) =>
      accessOfJobs(
        q,
        shown.map(({ id }) => id),
      ),
    ),
    db.run((q) =>
      countResults(
        q,
        shown.filter(hasRun).map(({ id }) => id),
      ),
    ),
    reasonsFor(db, actor, shown.filter(isWaiting)),
    db.run((q) =>
      membershipOf(
        q,
        shown.map(({ id }) => id),
      ),
    ),
  ]);
  const items = shown.map((row) => ({
    ...toSummary(row, { reasons: reasons.get(row) ?? [] }),
    ...(members.get(row.id) ?? NO_GROUP),
    ...forReader(actor, row, access.get(row.id), counts.get(row.id)),
  }));
  return { items, next };
}

/** What their rows say, for programs that read many: without results, reasons for waiting, and what the reader may do. */
export async function jobRows(db: Database, actor: Actor | null, asked: JobQuery): Promise<Page<NamedJob>> {
  const query = narrowed(asked);
  if (!query) return { items: [], next: null };
  return lists(db).get(JSON.stringify([actor, query]), () =>
    db.run(async (q) => {
      const { items, next } = await listJobs(q, actor, query);
      const members = await membershipOf(
        q,
        items.map(({ id }) => id),
      );
      const named = items.map((row) => ({ ...toPlainJob(row), subId: members.get(row.id)?.subId ?? null }));
      return { items: named, next };
    }),
  );
}

/** One index has them, whatever is asked. */
function isPlain({ sort: _, after: __, limit: ___, state: ____, ...conditions }: JobQuery): boolean {
  return Object.values(conditions).every((value) => value === undefined);
}

/** Robots and dashboards ask for the same list again and again. */
const lists = perDatabase(() => new SharedReads<Page<NamedJob>>());

/** Of every state and health, also when the filter names some. */
export async function jobCounts(
  db: Database,
  actor: Actor | null,
  asked: JobCountsQuery,
): Promise<JobCounts> {
  const narrow = narrowed(asked);
  if (!narrow) return { queued: 0, running: 0, finished: 0, complete: 0, incomplete: 0, canceled: 0 };
  const { state: _, health: __, ...query } = narrow as JobCountsQuery & Partial<JobQuery>;
  return search(db, actor, (q) => countJobs(q, actor, query));
}

/** Of a job, what is not in its row: results of its tests, and what the reader may do. */
function forReader(
  actor: Actor | null,
  { state }: Pick<JobRow, 'state'>,
  access: JobAccess | undefined,
  counts: ResultCounts = NO_RESULTS,
): Pick<JobSummary, 'tests' | 'may' | 'mayNot'> {
  // Without: it was removed a moment ago.
  const { may, mayNot } = access ? rightsOnJob(actor, { ...access, state }) : { may: [], mayNot: {} };
  return {
    may,
    mayNot: mayNot as Record<string, string>,
    tests: counts.own,
  };
}

interface Found {
  row: JobRow;
  access: JobAccess;
  counts: ResultCounts;
  /** It is one of a MultiNode group. */
  grouped: boolean;
}

/** Pages and scripts look at many jobs at the same time: those that are asked for together are read together. */
const found = perDatabase(
  (db) =>
    new Gather(
      (ids: number[]) =>
        readKeys(ids, async (unique) => {
          const [rows, access, counts, members] = await Promise.all([
            db.run((q) => getJobs(q, unique)),
            db.run((q) => accessOfJobs(q, unique)),
            db.run((q) => countResults(q, unique)),
            db.run((q) => membershipOf(q, unique)),
          ]);
          return new Map(
            rows.flatMap((row): [number, Found][] => {
              const found = access.get(row.id);
              if (!found) return [];
              const own = counts.get(row.id) ?? NO_RESULTS;
              return [[row.id, { row, access: found, counts: own, grouped: members.has(row.id) }]];
            }),
          );
        }),
      { most: 200 },
    ),
);

/** @throws LavaError `not-found`, also when the actor may not see it */
async function visibleJob(db: Database, actor: Actor | null, id: number): Promise<Found> {
  const one = await found(db).add(id);
  if (!one) throw notFound('job', id);
  if (!maySeeJob(actor, one.access)) throw hidden('job', id);
  return one;
}

export async function job(db: Database, actor: Actor | null, id: number): Promise<Job> {
  const { row, access, counts, grouped } = await visibleJob(db, actor, id);
  const group = grouped ? await inGroup(db, actor, id) : { ...NO_GROUP, group: null };
  return {
    ...toJob(row, counts.all, await waitingOf(db, actor, row, grouped)),
    ...group,
    ...forReader(actor, row, access, counts),
  };
}

async function waitingOf(db: Database, actor: Actor | null, row: JobRow, grouped: boolean): Promise<Waiting> {
  if (!isWaiting(row)) return NO_REASONS;
  const place = await db.run((q) => queuePosition(q, row.id));
  const later = await db.run((q) => notBefore(q, row.id));
  if (later)
    return { reasons: [`it is a lease that begins at ${later.toISOString()} at the earliest`], ...place };
  const reasons = (await reasonsFor(db, actor, [row])).get(row) ?? [];
  const together = grouped ? ['the jobs of its group get their devices together'] : [];
  return { reasons: [...reasons, ...together], ...place };
}

function hasRun({ device }: { device: string | null }): boolean {
  return device !== null;
}

function isWaiting({ state }: { state: JobState }): boolean {
  return state === 'submitted';
}

export async function results(
  db: Database,
  actor: Actor | null,
  id: number,
  query: ResultQuery,
): Promise<Page<TestResult>> {
  const { row } = await visibleJob(db, actor, id);
  const { items, next } = await db.run((q) => listResults(q, id, query));
  return { items: await withKnown(db, row, items.map(toResult)), next };
}

/** All of them: a job has few. */
export async function suites(db: Database, actor: Actor | null, id: number): Promise<Page<TestSuite>> {
  await visibleJob(db, actor, id);
  const items = await db.run((q) => listSuites(q, id));
  return { items: items.map(({ id: suite, name, ...tests }) => ({ id: suite, name, tests })), next: null };
}

/** How far a follower of the log has to go. */
export async function logState(db: Database, actor: Actor | null, id: number) {
  const { row } = await visibleJob(db, actor, id);
  return { records: row.next_seq ?? 0, finished: row.state === 'finished' };
}

/** Facts of the device are for admins; its submitter may not see them. */
export function disclosureFor(actor: Actor | null): Disclosure {
  return maySeeFacts(actor) ? 'whole' : 'public';
}

/** Secrets are only for the submitter and admins. */
export async function definition(
  db: Database,
  actor: Actor | null,
  id: number,
  form: DefinitionForm,
): Promise<string> {
  const { row, rule } = await definitionFor(db, actor, id);
  const text = form === 'pipeline' ? row.definition : row.original_definition;
  return mayReadSecrets(actor, rule) ? text : withoutSecrets(text);
}

/** @throws LavaError `not-found`, also when the actor may not see it */
async function definitionFor(db: Database, actor: Actor | null, id: number) {
  const [row, rule] = await db.run(async (q) => [
    await getDefinition(q, id),
    (await accessOfJobs(q, [id])).get(id),
  ]);
  if (!row || !rule) throw notFound('job', id);
  if (!maySeeJob(actor, rule)) throw hidden('job', id);
  return { row, rule };
}

/** Ends the job, immediately or as soon as its worker has, with its group; a second time changes nothing. */
export async function cancelJob(db: Database, actor: Actor | null, id: number): Promise<void> {
  await db.transaction(async (q) => {
    const row = await lockJob(q, id);
    const access = (await accessOfJobs(q, [id])).get(id);
    if (!row || !access) throw notFound('job', id);
    if (!maySeeJob(actor, access)) throw hidden('job', id);
    if (!actor || !mayChangeJob(actor, access)) throw forbidden(actor, 'cancel this job');
    if (!(await endEarly(q, row, `canceled by ${actor.username}`))) return;
    await audit(q, { actor: actor.username, kind: 'job', object: id, action: 'cancel', old: row.state });
    await noteCancel(q, id);
  });
  await endFailedGroups(db);
}

/** A new job with the same definition. */
export async function resubmitJob(
  db: Database,
  actor: Actor | null,
  id: number,
  rules: JobRules = {},
): Promise<SubmittedJob> {
  const { row, rule } = await definitionFor(db, actor, id);
  // The secrets of a job are its submitter's to use.
  if (
    !mayReadSecrets(actor, rule) &&
    (await withoutSecrets(row.original_definition)) !== row.original_definition
  )
    throw forbidden(actor, 'resubmit a job that has secrets of somebody else');
  return submitJob(db, actor, row.original_definition, { ...rules, resubmittedFrom: id });
}
