// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queries } from '../database.ts';
import type { DemandsTable, JobRequestsTable, JobsTable } from '../tables.ts';

type Demand = Pick<
  Insertable<DemandsTable>,
  'requested_device' | 'requested_worker' | 'tags' | 'json' | 'grouped'
>;

/** As it is submitted; its state comes later. */
export type NewJob = Pick<
  Insertable<JobsTable>,
  'priority' | 'submitter' | 'visibility' | 'viewing_groups' | 'device_type' | 'queue_timeout' | 'notifies'
> &
  Demand &
  Pick<Insertable<JobRequestsTable>, 'submission' | 'description' | 'metadata' | 'time_limit'> & {
    /** How often it may be tried again; null: what its device type says, else the lab. */
    retries?: number | null;
    lab_retries?: number;
    /** Seconds for which its board is held if it fails; null when it is not. */
    failure_hold?: number | null;
    definition: string;
    original_definition: string;
    resubmitted_from?: number | null;
    /** Its number, where that was taken before. */
    id?: number;
  };

export async function insertJob(q: Queries, job: NewJob): Promise<number> {
  return (await insertJobs(q, [job]))[0] as number;
}

/** Numbers of the jobs, in their order. For a transaction: what they refer to is held until it ends. */
export async function insertJobs(q: Queries, jobs: readonly NewJob[]): Promise<number[]> {
  const hashes = new Map<string, string>();
  for (const { definition, original_definition } of jobs)
    for (const text of [definition, original_definition])
      if (!hashes.has(text)) hashes.set(text, hashOf(text));
  await storeDefinitions(q, hashes);
  const demands = await storeDemands(q, jobs);
  const rows = jobs.map((job, n) => ({
    n,
    given: job.id ?? null,
    submission: job.submission,
    description: job.description,
    priority: job.priority ?? 50,
    submitter: job.submitter,
    visibility: job.visibility,
    viewing_groups: job.viewing_groups ?? [],
    device_type: job.device_type,
    demand_id: demands[n],
    queue_timeout: job.queue_timeout,
    notifies: job.notifies ?? false,
    metadata: job.metadata ?? '{}',
    definition: hashes.get(job.definition),
    original_definition: hashes.get(job.original_definition),
    resubmitted_from: job.resubmitted_from ?? null,
    time_limit: job.time_limit ?? null,
    retries: job.retries ?? null,
    lab_retries: job.lab_retries ?? 0,
    failure_hold: job.failure_hold ?? null,
  }));
  const { rows: made } = await sql<{ id: number }>`
    with x as materialized (select coalesce(x.given, nextval('jobs_id_seq')) as id, x.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        x (n int, given bigint, submission uuid, description text, priority int, submitter bigint, visibility text,
        viewing_groups bigint[], device_type text, demand_id bigint, queue_timeout int, notifies boolean, metadata text, definition text,
        original_definition text, resubmitted_from bigint, time_limit int, retries int, lab_retries int, failure_hold int)),
      j as (insert into jobs (id, priority, submitter, visibility, viewing_groups, device_type, demand_id, queue_timeout,
          notifies, expires) overriding system value
        select id, priority, submitter, visibility, viewing_groups, device_type, demand_id, queue_timeout,
          notifies, now() + queue_timeout * interval '1 second' from x),
      r as (insert into job_requests (job_id, submission, description, metadata, definition, original_definition,
          resubmitted_from, time_limit, retries)
        select id, submission, description, metadata::jsonb, decode(definition, 'hex'),
          decode(original_definition, 'hex'), resubmitted_from, time_limit,
          coalesce(retries, (select t.retries from device_types t where t.name = x.device_type), lab_retries) from x),
      h as (insert into failure_holds (job_id, seconds, holder)
        select id, failure_hold, submitter from x where failure_hold is not null)
    select id from x order by n`.execute(q);
  return made.map(({ id }) => id);
}

/** Numbers of those of the submissions that were stored before. */
export async function storedSubmissions(
  q: Queries,
  submissions: readonly string[],
): Promise<Map<string, number>> {
  const rows = await q
    .selectFrom('job_requests')
    .select(['submission', 'job_id'])
    .where(sql<boolean>`submission = any(${submissions}::uuid[])`)
    .execute();
  return new Map(rows.map(({ submission, job_id }) => [submission, job_id]));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The rows are held, so that nobody deletes them before the jobs refer to them. */
async function storeDefinitions(q: Queries, hashes: ReadonlyMap<string, string>): Promise<void> {
  // In one order, so that two of these never wait for each other.
  let missing = [...hashes].sort(([, a], [, b]) => (a < b ? -1 : 1));
  for (;;) {
    const { rows: known } = await sql<{
      hash: string;
    }>`select encode(hash, 'hex') as hash from job_definitions
      where hash = any(array(select decode(h, 'hex') from unnest(${missing.map(([, hash]) => hash)}::text[]) h))
      order by job_definitions.hash for key share`.execute(q);
    missing = without(missing, known);
    if (missing.length === 0) return;
    const { rows: made } = await sql<{ hash: string }>`insert into job_definitions (hash, text)
      select decode(h, 'hex'), t
      from unnest(${missing.map(([, hash]) => hash)}::text[], ${missing.map(([text]) => text)}::text[]) x (h, t)
      on conflict do nothing returning encode(hash, 'hex') as hash`.execute(q);
    missing = without(missing, made);
    if (missing.length === 0) return;
    // Another transaction made these a moment ago, or deleted them; the next statement sees which.
  }
}

function without(entries: [string, string][], rows: readonly { hash: string }[]): [string, string][] {
  const found = new Set(rows.map(({ hash }) => hash));
  return entries.filter(([, hash]) => !found.has(hash));
}

/** The number of what each job asks of a device. */
async function storeDemands(q: Queries, jobs: readonly NewJob[]): Promise<number[]> {
  const keys = jobs.map(demandKey);
  const ids = new Map<string, number>();
  const all = [...new Set(keys)].sort();
  for (;;) {
    const missing = all.filter((key) => !ids.has(key));
    const asked = sql`jsonb_to_recordset(${`[${missing.join()}]`}::jsonb)
      x (device_type text, requested_device text, requested_worker text, tags text[], json boolean, grouped boolean)`;
    const { rows } = await sql<Selectable<DemandsTable>>`
      select m.* from ${asked} join demands m on ${SAME}`.execute(q);
    for (const row of rows) ids.set(demandKey(row), row.id);
    if (all.every((key) => ids.has(key))) return keys.map((key) => ids.get(key) as number);
    await sql`insert into demands (device_type, requested_device, requested_worker, tags, json, grouped)
      select * from ${asked} where not exists (select from demands m where ${SAME}) on conflict do nothing`.execute(
      q,
    );
  }
}

/** The same text for the same demand, as it comes in and as the table has it. */
function demandKey(job: Demand & { device_type?: string | null | undefined }): string {
  const {
    device_type = null,
    requested_device = null,
    requested_worker = null,
    tags = [],
    json = false,
    grouped = false,
  } = job;
  return JSON.stringify({ device_type, requested_device, requested_worker, tags, json, grouped });
}

const SAME = sql`(m.device_type = x.device_type or m.device_type is null and x.device_type is null)
  and m.requested_device is not distinct from x.requested_device
  and m.requested_worker is not distinct from x.requested_worker and m.tags = x.tags and m.json = x.json
  and m.grouped = x.grouped and m.avoid = '{}'`;
