// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import { Text } from '@mantine/core';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import type { Column } from '../../ui/table/column.ts';
import { Elapsed } from '../../ui/time/elapsed.tsx';
import { Time } from '../../ui/time/time.tsx';
import classes from './columns.module.css';
import { priorityLabel } from './priority.ts';
import { jobStatus } from './status.ts';
import { TestCounts } from './test-counts.tsx';

/** One line a job; on a phone two, the status first. */
export const columns: Column<JobSummary>[] = [
  {
    id: 'status',
    header: 'Status',
    width: '124px',
    value: (job) => jobStatus(job).label,
    cell: (job) => <StatusBadge status={jobStatus(job)} />,
  },
  {
    id: 'id',
    header: 'Job',
    width: '84px',
    sortable: true,
    value: ({ id }) => id,
    cell: ({ id }) => (
      <Anchor to="/jobs/$id" params={{ id }} fw={600}>
        {id}
      </Anchor>
    ),
  },
  {
    id: 'description',
    header: 'Description',
    phone: 'line',
    value: ({ description }) => description,
    cell: (job) => <Description job={job} />,
  },
  {
    id: 'tests',
    header: 'Tests',
    width: '140px',
    value: ({ tests }) =>
      `${tests.pass} pass, ${tests.fail} fail, ${tests.skip} skip, ${tests.unknown} unknown`,
    cell: ({ tests }) => <TestCounts tests={tests} />,
  },
  {
    id: 'device',
    header: 'Device',
    width: '150px',
    from: 'desktop',
    value: (job) => job.device ?? job.deviceType,
    cell: (job) => <Device job={job} />,
  },
  {
    id: 'submitted',
    header: 'Submitted',
    width: '110px',
    from: 'tablet',
    value: ({ submitTime }) => submitTime,
    cell: ({ submitTime }) => <Time time={submitTime} />,
  },
  { id: 'submitter', header: 'By', width: '110px', from: 'desktop', value: ({ submitter }) => submitter },
  {
    id: 'duration',
    header: 'Duration',
    width: '110px',
    phone: 'end',
    value: ({ startTime, endTime }) =>
      startTime && endTime ? (Date.parse(endTime) - Date.parse(startTime)) / 1000 : null,
    cell: ({ startTime, endTime }) => (startTime ? <Elapsed start={startTime} end={endTime} /> : '–'),
  },
  {
    id: 'type',
    header: 'Device type',
    width: '140px',
    from: 'tablet',
    optional: true,
    value: (job) => job.deviceType,
  },
  {
    id: 'worker',
    header: 'Worker',
    width: '130px',
    from: 'tablet',
    optional: true,
    value: (job) => job.worker,
  },
  {
    id: 'priority',
    header: 'Priority',
    width: '80px',
    from: 'tablet',
    optional: true,
    value: (job) => job.priority,
  },
  {
    id: 'ended',
    header: 'Ended',
    width: '110px',
    from: 'tablet',
    optional: true,
    value: ({ endTime }) => endTime,
    cell: ({ endTime }) => (endTime ? <Time time={endTime} /> : '–'),
  },
  {
    id: 'error',
    header: 'Error',
    width: '150px',
    from: 'tablet',
    optional: true,
    value: (job) => job.error?.code ?? null,
  },
];

function Description({ job }: { job: JobSummary }) {
  const priority = priorityLabel(job.priority);
  return (
    <span title={[job.description, note(job)].filter(Boolean).join('\n')}>
      <Anchor to="/jobs/$id" params={{ id: job.id }} c="inherit">
        {job.description || <i>no description</i>}
      </Anchor>
      {priority && <span className={classes.note}> {priority} priority</span>}
      <span className={classes.note} data-error={job.error ? true : undefined}>
        {' '}
        {note(job)}
      </span>
    </span>
  );
}

function Device({ job }: { job: JobSummary }) {
  if (job.device === null) {
    return (
      <Text size="sm" c="dimmed" span>
        {job.deviceType ?? '–'}
      </Text>
    );
  }
  return (
    <Anchor to="/devices/$name" params={{ name: job.device }} size="sm">
      {job.device}
    </Anchor>
  );
}

/** Why it waits, or what went wrong. */
function note(job: JobSummary): string {
  const [reason] = job.waiting;
  if (reason !== undefined) return `Waits: ${reason}`;
  return job.error?.message ?? '';
}
