// SPDX-License-Identifier: Apache-2.0
import { Gather } from '@lava/kit/gather.ts';
import { SharedReads } from '@lava/kit/shared-reads.ts';
import type { Database } from '../db/database.ts';
import { perDatabase, readKeys } from '../db/per-database.ts';
import type { FindRequest, Found } from '../db/queries/find.ts';
import { countFound, findJobIds, type WholeJobRow, wholeJobs } from '../db/queries/find-jobs.ts';
import {
  type FoundCase,
  type FoundSuite,
  findCases,
  findSuites,
  jobOfCase,
} from '../db/queries/find-results.ts';
import { hiddenFrom } from '../db/queries/grants.ts';
import { seenBy } from '../db/queries/job-lists.ts';
import { accessOfJobs } from '../db/queries/jobs.ts';
import { search } from '../db/search.ts';
import { type Actor, type JobAccess, mayReadSecrets, maySeeJob } from '../rights/permissions.ts';
import { hidden, notFound } from '../rights/refusals.ts';
import { withoutSecrets } from './secrets.ts';

/** A job with the texts of its definition, as its reader may see them. */
export type WholeJob = WholeJobRow;

/** Texts of one page, bytes; it ends early when the next job would be beyond. */
const MOST_BYTES = 16 * 1024 * 1024;
/** A count is good for so many times as long as it took: counting never takes more than a part of the database's time. */
const COUNT_LIVES = 10;
const MOST_COUNTS = 1_000;

interface Readable {
  row: WholeJobRow;
  access: JobAccess;
}

const readers = perDatabase(
  (db) =>
    new Gather(
      (ids: number[]) =>
        readKeys(ids, async (unique) => {
          const [rows, access] = await Promise.all([
            db.run((q) => wholeJobs(q, unique)),
            db.run((q) => accessOfJobs(q, unique)),
          ]);
          return new Map(
            rows.flatMap((row): [number, Readable][] => {
              const found = access.get(row.id);
              return found ? [[row.id, { row, access: found }]] : [];
            }),
          );
        }),
      // They have their texts with them.
      { most: 50 },
    ),
);

/** @throws LavaError `not-found`, also when the actor may not see it */
export async function wholeJob(db: Database, actor: Actor | null, id: number): Promise<WholeJob> {
  const found = await readers(db).add(id);
  if (!found) throw notFound('job', id);
  if (!maySeeJob(actor, found.access)) throw hidden('job', id);
  return forReader(actor, found.row);
}

/** Those that the actor may see; a page has fewer than asked for when their texts are long. */
export function findJobs(db: Database, actor: Actor | null, request: FindRequest): Promise<Found<WholeJob>> {
  return pages(db).get(JSON.stringify([actor, request]), () => readJobs(db, actor, request));
}

/** Robots and dashboards ask for the same page again and again. */
const pages = perDatabase(() => new SharedReads<Found<WholeJob>>());

async function readJobs(db: Database, actor: Actor | null, request: FindRequest): Promise<Found<WholeJob>> {
  const seen = seenBy(actor, await db.run((q) => hiddenFrom(q, actor)));
  const [count, ids] = await Promise.all([
    countFor(db, actor, request, () => search(db, actor, (q) => countFound(q, actor, seen, request.filters))),
    search(db, actor, (q) => findJobIds(q, actor, seen, request)),
  ]);
  let bytes = 0;
  const fitting = ids.filter((job, at) => {
    bytes += job.bytes;
    return at === 0 || bytes <= MOST_BYTES;
  });
  const rows = await db.run((q) =>
    wholeJobs(
      q,
      fitting.map(({ id }) => id),
    ),
  );
  return { count, items: await Promise.all(rows.map((row) => forReader(actor, row))) };
}

const counts = perDatabase(() => new Map<string, { until: number; count: Promise<number> }>());

/** Exact, but not of this very moment where it takes long. */
function countFor(
  db: Database,
  actor: Actor | null,
  { filters }: FindRequest,
  read: () => Promise<number>,
): Promise<number> {
  const known = counts(db);
  const key = JSON.stringify([actor?.id, actor?.groups, filters]);
  const last = known.get(key);
  if (last && performance.now() < last.until) return last.count;
  if (known.size >= MOST_COUNTS) known.clear();
  const began = performance.now();
  // Those that ask meanwhile share it.
  const entry = { until: Number.POSITIVE_INFINITY, count: read() };
  known.set(key, entry);
  entry.count.then(
    () => {
      entry.until = performance.now() + (performance.now() - began) * COUNT_LIVES;
    },
    () => known.delete(key),
  );
  return entry.count;
}

async function forReader(actor: Actor | null, row: WholeJobRow): Promise<WholeJob> {
  if (mayReadSecrets(actor, { submitter: row.submitterId })) return row;
  const original = await withoutSecrets(row.originalDefinition);
  const same = row.definition === row.originalDefinition;
  return {
    ...row,
    originalDefinition: original,
    definition: same ? original : await withoutSecrets(row.definition),
  };
}

/** @throws LavaError `not-found`, also when the actor may not see the job */
export async function findJobSuites(
  db: Database,
  actor: Actor | null,
  job: number,
  request: FindRequest,
): Promise<Found<FoundSuite>> {
  await assertSees(db, actor, job);
  return db.run((q) => findSuites(q, job, request));
}

/** @throws LavaError `not-found`, also when the actor may not see the job */
export async function findJobCases(
  db: Database,
  actor: Actor | null,
  job: number,
  request: FindRequest,
): Promise<Found<FoundCase>> {
  await assertSees(db, actor, job);
  return db.run((q) => findCases(q, job, request));
}

/** @throws LavaError `not-found`, also when the actor may not see its job */
export async function caseOfId(
  db: Database,
  actor: Actor | null,
  id: number,
): Promise<{ job: number; row: FoundCase }> {
  const job = await db.run((q) => jobOfCase(q, id));
  if (job === undefined) throw notFound('test case', id);
  const filters = [{ column: 'id', operator: 'exact' as const, values: [id] }];
  const { items } = await findJobCases(db, actor, job, { filters, order: [], limit: 1, offset: 0 });
  const [row] = items;
  if (!row) throw notFound('test case', id);
  return { job, row };
}

async function assertSees(db: Database, actor: Actor | null, id: number): Promise<void> {
  const access = (await db.run((q) => accessOfJobs(q, [id]))).get(id);
  if (!access) throw notFound('job', id);
  if (!maySeeJob(actor, access)) throw hidden('job', id);
}

export type { FoundCase, FoundSuite } from '../db/queries/find-results.ts';
