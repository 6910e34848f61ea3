// SPDX-License-Identifier: Apache-2.0
import type { Job, JobSummary, TestResult } from '@lava/protocol/api/jobs.ts';
import type { JobSummaryRow } from '../db/queries/job-lists.ts';
import { type JobRow, MAX_POSITION, type ResultRow } from '../db/queries/jobs.ts';
import type { groupOf } from '../db/queries/multinode.ts';

/** Rows as REST resources. */

/** What a row says, without what depends on the reader and on the results. */
type OfRow<T extends JobSummary> = Omit<T, 'tests' | 'may' | 'mayNot' | 'subId' | 'role' | 'group'>;

/** Why a job waits, and behind how many others of its type, where that was counted. */
export interface Waiting {
  reasons: readonly string[];
  higher?: number;
  earlier?: number;
}
export const NO_REASONS: Waiting = { reasons: [] };

export type PlainJob = Omit<OfRow<JobSummary>, 'waiting'>;
export type NamedJob = PlainJob & Pick<JobSummary, 'subId'>;

export function toSummary(row: JobSummaryRow, queue: Waiting): OfRow<JobSummary> {
  return { ...toPlainJob(row), waiting: waiting(row, queue) };
}

export function toPlainJob(row: JobSummaryRow): PlainJob {
  const waits = row.state === 'submitted';
  return {
    id: row.id,
    description: row.description,
    state: row.state,
    health: row.health,
    priority: row.priority,
    submitter: row.submitter,
    deviceType: row.device_type,
    // While a job waits to be tried again, it has the run that failed, and no device.
    device: waits ? null : row.device,
    worker: waits ? null : row.worker,
    submitTime: row.submit_time.toISOString(),
    startTime: waits ? null : (row.start_time?.toISOString() ?? null),
    endTime: row.end_time?.toISOString() ?? null,
    healthCheck: row.health_check,
    error:
      row.error_code === null
        ? null
        : { code: row.error_code, kind: row.error_kind ?? 'bug', message: row.error_message ?? '' },
  };
}

/** The jobs of a group that the reader may see. */
export function toGroup(members: Awaited<ReturnType<typeof groupOf>>): Job['group'] {
  const [first] = members;
  if (!first) return null;
  const jobs = members.map(({ job_id, sub_id, role, essential, state, health, ...run }) => ({
    ...{ id: job_id, subId: sub_id, role, essential, state, health, device: run.device, worker: run.worker },
    startTime: run.start_time?.toISOString() ?? null,
    endTime: run.end_time?.toISOString() ?? null,
  }));
  return { id: first.target_group, jobs };
}

/** @param queue null for a job that does not wait */
export function toJob(row: JobRow, results: Job['results'], queue: Waiting | null): OfRow<Job> {
  return {
    ...toSummary(row, queue ?? NO_REASONS),
    tags: row.tags,
    visibility: row.visibility === 'group' ? row.group_names.join(', ') : row.visibility,
    queueTimeout: row.queue_timeout,
    records: row.next_seq ?? 0,
    logComplete:
      row.state === 'finished' && (row.next_seq ?? 0) >= (row.exit_records ?? 0) && !row.exit_status?.lost,
    results,
    metadata: row.metadata,
    resubmittedFrom: row.resubmitted_from,
    holdOnFailure: row.failure_hold || null,
    failureTags: row.failure_tags,
    json: row.json,
    overhead: overhead(row),
    deviceTime: deviceTime(row),
    attempt: row.attempt ?? 1,
    retries: row.retries,
  };
}

export function toResult(row: ResultRow): TestResult {
  return {
    id: row.id,
    suite: row.suite,
    set: row.set_name,
    name: row.name,
    result: row.result,
    measurement: row.measurement,
    units: row.units,
    reference: row.reference,
    record: row.record,
    startRecord: row.start_record,
    endRecord: row.end_record,
    logged: row.logged_text,
    metadata: row.metadata,
  };
}

/** Seconds from assignment to power on, and from the last signal of the tests to the job's end. */
function overhead({
  state,
  schedule_time,
  powered_time,
  last_signal_time,
  end_time,
}: JobRow): Job['overhead'] {
  if (state !== 'finished' || !schedule_time || !powered_time || !last_signal_time || !end_time) return null;
  return { start: seconds(schedule_time, powered_time), end: seconds(last_signal_time, end_time) };
}

function deviceTime({ state, schedule_time, powered_time, end_time }: JobRow): Job['deviceTime'] {
  if (state !== 'finished' || !schedule_time || !powered_time || !end_time) return null;
  return { preparing: seconds(schedule_time, powered_time), busy: seconds(powered_time, end_time) };
}

function seconds(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime()) / 1000;
}

function waiting(row: JobSummaryRow, { reasons, higher = 0, earlier = 0 }: Waiting): string[] {
  if (row.worker_away) return [`worker ${row.worker} is offline: ${untilItIsBack(row)}`];
  if (row.state !== 'submitted') return [];
  const jobs = (count: number) =>
    count >= MAX_POSITION ? `${MAX_POSITION} or more jobs` : `${count} ${count === 1 ? 'job' : 'jobs'}`;
  const lines = [...reasons];
  if (higher > 0) lines.push(`behind ${jobs(higher)} of higher priority`);
  if (earlier > 0) lines.push(`behind ${jobs(earlier)} of the same priority`);
  return lines;
}

function untilItIsBack({ id, state }: JobSummaryRow): string {
  if (state === 'scheduled') return 'the job starts when it is back';
  if (state === 'running') return 'the job keeps running there, and its log comes when it is back';
  return `the job ends when it is back, or when an admin gives it up (lava-server manage jobs fail ${id})`;
}
