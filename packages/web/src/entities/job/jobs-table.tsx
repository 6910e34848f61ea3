// SPDX-License-Identifier: Apache-2.0
import type { JobSummary } from '@lava/protocol/api/jobs.ts';
import { Box, Table, Text } from '@mantine/core';
import { StatusBadge } from '../../ui/badge/status-badge.tsx';
import { Anchor } from '../../ui/page/anchor.tsx';
import { Elapsed } from '../../ui/time/elapsed.tsx';
import { RelativeTime } from '../../ui/time/relative-time.tsx';
import { priorityLabel } from './priority.ts';
import { jobStatus } from './status.ts';

/** Newest first, as the server gives them; it pages by number, so there is nothing to sort here. */
export function JobsTable({ jobs, empty }: { jobs: JobSummary[]; empty: string }) {
  return (
    <Table.ScrollContainer minWidth={760} type="native">
      <Table verticalSpacing="xs" highlightOnHover aria-label="Jobs">
        <Table.Thead>
          <Table.Tr>
            {['Job', 'Description', 'Status', 'Device', 'Submitted', 'Duration'].map((heading) => (
              <Table.Th key={heading} c="dimmed" fz="xs" fw={600}>
                {heading}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </Table.Tbody>
      </Table>
      {jobs.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {empty}
        </Text>
      )}
    </Table.ScrollContainer>
  );
}

function JobRow({ job }: { job: JobSummary }) {
  const priority = priorityLabel(job.priority);
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td>
        <Anchor
          to="/jobs/$id"
          params={{ id: job.id }}
          fw={600}
          style={{ fontVariantNumeric: 'tabular-nums' }}
        >
          {job.id}
        </Anchor>
      </Table.Td>
      <Table.Td maw={460}>
        <Anchor
          to="/jobs/$id"
          params={{ id: job.id }}
          c="inherit"
          lineClamp={2}
          style={{ overflowWrap: 'anywhere' }}
        >
          {job.description || <i>no description</i>}
        </Anchor>
        <Note job={job} />
      </Table.Td>
      <Table.Td>
        <StatusBadge status={jobStatus(job)} />
        {priority && (
          <Text size="xs" c="dimmed" mt={2}>
            {priority} priority
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {job.device ? (
          <Anchor to="/devices/$name" params={{ name: job.device }} size="sm">
            {job.device}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed">
            {job.deviceType ?? '–'}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <RelativeTime time={job.submitTime} />
        <Text size="xs" c="dimmed">
          by {job.submitter}
        </Text>
      </Table.Td>
      <Table.Td>{job.startTime ? <Elapsed start={job.startTime} end={job.endTime} /> : '–'}</Table.Td>
    </Table.Tr>
  );
}

/** Under the description: why it waits, or what went wrong. */
function Note({ job }: { job: JobSummary }) {
  if (job.waiting.length > 0) {
    return (
      <Box mt={2}>
        {job.waiting.slice(0, 2).map((reason) => (
          <Text key={reason} size="xs" c="dimmed">
            Waits: {reason}
          </Text>
        ))}
      </Box>
    );
  }
  if (!job.error) return null;
  return (
    <Text size="xs" c="red" mt={2} lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
      {job.error.message}
    </Text>
  );
}
