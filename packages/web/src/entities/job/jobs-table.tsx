// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import { Checkbox, Text } from '@mantine/core';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import { Elapsed } from '../../ui/time/elapsed.tsx';
import { RelativeTime } from '../../ui/time/relative-time.tsx';
import classes from './jobs-table.module.css';
import { priorityLabel } from './priority.ts';
import { jobStatus } from './status.ts';
import { TestCounts } from './test-counts.tsx';

interface JobsTableProps {
  jobs: JobSummary[];
  empty: string;
  /** Numbers of the chosen jobs; without it nothing can be chosen. */
  chosen?: ReadonlySet<number>;
  onChoose?: (job: number, chosen: boolean) => void;
}

/** One line a job, newest first; on a phone two, the status first. */
export function JobsTable({ jobs, empty, chosen, onChoose }: JobsTableProps) {
  return (
    <>
      <table className={classes.table} aria-label="Jobs" data-choose={chosen ? true : undefined}>
        <thead>
          <tr>
            {chosen && (
              <th>
                <span className={classes.hidden}>Chosen</span>
              </th>
            )}
            {['Status', 'Job', 'Description', 'Tests', 'Device', 'Submitted', 'By', 'Duration'].map(
              (heading) => (
                <th key={heading} data-column={heading}>
                  {heading}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} chosen={chosen?.has(job.id)} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
      {jobs.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {empty}
        </Text>
      )}
    </>
  );
}

interface JobRowProps {
  job: JobSummary;
  chosen: boolean | undefined;
  onChoose: ((job: number, chosen: boolean) => void) | undefined;
}

function JobRow({ job, chosen, onChoose }: JobRowProps) {
  const priority = priorityLabel(job.priority);
  return (
    <tr>
      {chosen !== undefined && (
        <td data-column="Chosen">
          <Checkbox
            size="xs"
            aria-label={`Choose job ${job.id}`}
            checked={chosen}
            onChange={(event) => onChoose?.(job.id, event.currentTarget.checked)}
          />
        </td>
      )}
      <td data-column="Status">
        <StatusBadge status={jobStatus(job)} />
      </td>
      <td data-column="Job">
        <Anchor to="/jobs/$id" params={{ id: job.id }} fw={600}>
          {job.id}
        </Anchor>
      </td>
      <td data-column="Description" title={[job.description, note(job)].filter(Boolean).join('\n')}>
        <Anchor to="/jobs/$id" params={{ id: job.id }} c="inherit">
          {job.description || <i>no description</i>}
        </Anchor>
        {priority && <span className={classes.note}> {priority} priority</span>}
        <span className={classes.note} data-error={job.error ? true : undefined}>
          {' '}
          {note(job)}
        </span>
      </td>
      <td data-column="Tests">
        <TestCounts tests={job.tests} />
      </td>
      <td data-column="Device">
        {job.device ? (
          <Anchor to="/devices/$name" params={{ name: job.device }} size="sm">
            {job.device}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed" span>
            {job.deviceType ?? '–'}
          </Text>
        )}
      </td>
      <td data-column="Submitted">
        <RelativeTime time={job.submitTime} />
      </td>
      <td data-column="By">{job.submitter}</td>
      <td data-column="Duration">
        {job.startTime ? <Elapsed start={job.startTime} end={job.endTime} /> : '–'}
      </td>
    </tr>
  );
}

/** Why it waits, or what went wrong. */
function note(job: JobSummary): string {
  const [reason] = job.waiting;
  if (reason !== undefined) return `Waits: ${reason}`;
  return job.error?.message ?? '';
}
