// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { ScrollArea, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queries } from '../../data/queries.ts';
import { Anchor } from '../../ui/page/anchor.tsx';
import { formatDuration } from '../../ui/time/format.ts';
import { Time } from '../../ui/time/time.tsx';
import { Visibility } from './visibility.tsx';

/** All facts about the job that do not fit above. */
export function DetailsTab({ job }: { job: Job }) {
  const rows: [string, ReactNode][] = [
    ['Submitted', time(job.submitTime)],
    ['Started', job.startTime ? time(job.startTime) : '–'],
    ['Ended', job.endTime ? time(job.endTime) : '–'],
    ['Priority', job.priority],
    ['Visibility', <Visibility key="visibility" job={job} />],
    ['Required tags', job.tags.join(', ') || 'none'],
    ['Queue timeout', job.queueTimeout === null ? 'none' : formatDuration(job.queueTimeout)],
    [
      'Log',
      `${job.records.toLocaleString('en')} lines${job.logComplete ? '' : job.state === 'finished' ? ', not complete' : ', more to come'}`,
    ],
  ];
  if (job.subId !== null) rows.push(['MultiNode', `${job.subId}, role ${job.role}`]);
  if (job.resubmittedFrom !== null) {
    rows.push([
      'Resubmitted from',
      <Anchor key="from" to="/jobs/$id" params={{ id: job.resubmittedFrom }}>
        job {job.resubmittedFrom}
      </Anchor>,
    ]);
  }
  return (
    <ScrollArea p="md">
      <Table maw={900} aria-label="Details" layout="auto">
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Row key={label} label={label} value={value} />
          ))}
          <Kept job={job.id} />
          {Object.entries(job.metadata).map(([key, value]) => (
            <Row key={`metadata ${key}`} label={`metadata: ${key}`} value={asText(value)} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

/** How long the server keeps it. */
function Kept({ job }: { job: number }) {
  const { data } = useQuery(queries.retention(job));
  if (!data) return null;
  const { kept } = data;
  const until = (iso: string | null) => (iso === null ? 'forever' : time(iso));
  return (
    <>
      <Row
        label="Kept"
        value={kept ? `by ${kept.by}${kept.reason === '' ? '' : `: ${kept.reason}`}` : until(data.job)}
      />
      {data.log !== null && <Row label="Log kept" value={until(data.log)} />}
    </>
  );
}

function Row({ label, value }: { label: string; value: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={220} fw={500} c="dimmed">
        {label}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
    </Table.Tr>
  );
}

function time(iso: string): ReactNode {
  return (
    <>
      <Time time={iso} />{' '}
      <Text span c="dimmed" size="sm">
        {iso}
      </Text>
    </>
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
