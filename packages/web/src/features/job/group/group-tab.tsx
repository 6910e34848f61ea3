// SPDX-License-Identifier: Apache-2.0
import type { GroupJob } from '@lava/protocol/api/jobs.ts';
import { ScrollArea, Table } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { queries } from '../../../data/queries.ts';
import { jobStatus } from '../../../entities/job/status.ts';
import { StatusBadge } from '../../../ui/badge/status-badge.tsx';
import { Anchor } from '../../../ui/page/anchor.tsx';
import { formatDuration } from '../../../ui/time/format.ts';
import { useNow } from '../../../ui/time/now.ts';
import classes from './group-tab.module.css';
import { type Span, spansOf } from './spans.ts';

/** All jobs of a MultiNode group: what each does, and when, on one axis of time. */
export function GroupTab({ jobs, own }: { jobs: GroupJob[]; own: number }) {
  // Each by itself, so that what changes shows.
  const live = useQueries({ queries: jobs.map(({ id }) => queries.job(id)) });
  const shown = jobs.map((job, n): GroupJob => {
    const { state, health, device, worker, startTime, endTime } = live[n]?.data ?? job;
    return { ...job, state, health, device, worker, startTime, endTime };
  });
  const now = useNow(shown.every(({ state }) => state === 'finished') ? undefined : 1_000);
  const spans = spansOf(shown, now || Date.now());
  return (
    <ScrollArea p="md" flex={1}>
      <Table maw={1100} aria-label="Jobs of the group">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Job</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Device</Table.Th>
            <Table.Th>Took</Table.Th>
            <Table.Th w="40%">When</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((job, n) => (
            <Row key={job.id} job={job} span={spans[n]} now={now || Date.now()} own={job.id === own} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function Row({ job, span, now, own }: { job: GroupJob; span: Span | undefined; now: number; own: boolean }) {
  const status = jobStatus(job);
  return (
    <Table.Tr aria-current={own || undefined}>
      <Table.Td>
        <Anchor to="/jobs/$id" params={{ id: job.id }}>
          {job.subId}
        </Anchor>
      </Table.Td>
      <Table.Td fw={own ? 700 : undefined}>
        {job.role}
        {job.essential && ' (essential)'}
      </Table.Td>
      <Table.Td>
        <StatusBadge status={status} />
      </Table.Td>
      <Table.Td>{job.device ?? '–'}</Table.Td>
      <Table.Td>{tookOf(job, now)}</Table.Td>
      <Table.Td>
        <div className={classes.axis}>
          {span && (
            <div
              className={classes.bar}
              style={{
                left: `${span.from * 100}%`,
                width: `${(span.to - span.from) * 100}%`,
                background: `var(--mantine-color-${status.color}-5)`,
              }}
            />
          )}
        </div>
      </Table.Td>
    </Table.Tr>
  );
}

function tookOf({ startTime, endTime }: GroupJob, now: number): string {
  if (startTime === null) return '–';
  return formatDuration(
    Math.max(0, ((endTime === null ? now : Date.parse(endTime)) - Date.parse(startTime)) / 1_000),
  );
}
