// SPDX-License-Identifier: Apache-2.0
import type { Job, JobSummary, TestResult } from '@lava/protocol/api/jobs.ts';
import type { JobRow, JobSummaryRow } from '../db/queries/jobs.ts';
import type { ResultRow } from '../db/tables.ts';
import type { JobAccess } from '../rights/permissions.ts';

/** Rows as REST resources. */

/** What a row says, without what depends on the reader and on the results. */
type OfRow<T extends JobSummary> = Omit<T, 'tests' | 'may'>;

export function toSummary(row: JobSummaryRow): OfRow<JobSummary> {
  return {
    id: row.id,
    description: row.description,
    state: row.state,
    health: row.health,
    priority: row.priority,
    submitter: row.submitter,
    deviceType: row.device_type,
    device: row.device,
    worker: row.worker,
    submitTime: row.submit_time.toISOString(),
    startTime: row.start_time?.toISOString() ?? null,
    endTime: row.end_time?.toISOString() ?? null,
    waiting: waiting(row),
    error:
      row.error_code === null
        ? null
        : { code: row.error_code, kind: row.error_kind ?? 'bug', message: row.error_message ?? '' },
  };
}

export function toJob(row: JobRow, results: Record<string, number>, overhead: Job['overhead']): OfRow<Job> {
  return {
    ...toSummary(row),
    tags: row.tags,
    visibility: row.visibility === 'group' ? row.viewing_groups.join(', ') : row.visibility,
    queueTimeout: row.queue_timeout,
    records: row.next_seq,
    logComplete:
      row.state === 'finished' && row.next_seq >= (row.exit_records ?? 0) && !row.exit_status?.lost,
    results: { pass: 0, fail: 0, skip: 0, unknown: 0, ...results },
    metadata: row.metadata,
    resubmittedFrom: row.resubmitted_from,
    json: row.json,
    overhead,
  };
}

export function toResult(row: ResultRow): TestResult {
  return {
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
    metadata: row.metadata,
  };
}

export function access(
  row: { submitter_id: number } & Pick<JobRow, 'visibility' | 'viewing_groups'>,
): JobAccess {
  return { submitter: row.submitter_id, visibility: row.visibility, viewingGroups: row.viewing_groups };
}

/** The stored reasons, and the job's place in the queue, which changes too often to be stored. */
function waiting(row: JobSummaryRow): string[] {
  if (row.worker_away) return [`worker ${row.worker} is offline: ${untilItIsBack(row)}`];
  if (row.state !== 'submitted') return [];
  const jobs = (count: number) => `${count} ${count === 1 ? 'job' : 'jobs'}`;
  const lines = row.waiting.length > 0 ? [...row.waiting] : ['about to be looked at'];
  if (row.higher > 0) lines.push(`behind ${jobs(row.higher)} of higher priority`);
  if (row.earlier > 0) lines.push(`behind ${jobs(row.earlier)} of the same priority`);
  return lines;
}

function untilItIsBack({ id, state }: JobSummaryRow): string {
  if (state === 'scheduled') return 'the job starts when it is back';
  if (state === 'running') return 'the job goes on there, and its log comes when it is back';
  return `the job ends when it is back, or when an admin gives it up (lava-server manage jobs fail ${id})`;
}
