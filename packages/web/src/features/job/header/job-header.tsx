// SPDX-License-Identifier: Apache-2.0
import type { Job } from '@lava/protocol/api/jobs.ts';
import { ActionIcon, Alert, Group, List, Text, Title, Tooltip } from '@mantine/core';
import { priorityLabel } from '../../../entities/job/priority.ts';
import { blame, jobStatus } from '../../../entities/job/status.ts';
import { formatLineRange } from '../../../log/line-range.ts';
import { StatusBadge } from '../../../ui/badge/status-badge.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { Anchor } from '../../../ui/page/anchor.tsx';
import { Facts } from '../../../ui/page/facts.tsx';
import { Elapsed } from '../../../ui/time/elapsed.tsx';
import { formatDuration } from '../../../ui/time/format.ts';
import { Time } from '../../../ui/time/time.tsx';
import { JobActions } from './job-actions.tsx';
import classes from './job-header.module.css';

interface JobHeaderProps {
  job: Job;
  /** Line of the log where it failed, from 1, once that is known. */
  failure: number | undefined;
  /** Only its first row: the reader is in the middle of the log. */
  folded: boolean;
  onFold: (folded: boolean) => void;
}

export function JobHeader({ job, failure, folded, onFold }: JobHeaderProps) {
  return (
    <header className={classes.header} data-folded={folded || undefined}>
      <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap" className={classes.first}>
        <Group gap="sm" style={{ minWidth: 0 }} align="center">
          <StatusBadge status={jobStatus(job)} size="lg" />
          <Title order={1} size="h3" className={classes.title}>
            <span className={classes.id}>#{job.id}</span> {job.description || 'no description'}
          </Title>
          <FailedTests job={job} />
        </Group>
        <Group gap="xs" wrap="nowrap">
          <JobActions job={job} />
          <ActionIcon
            size={30}
            variant="subtle"
            color="gray"
            aria-label="Details of the job above the log"
            aria-expanded={!folded}
            onClick={() => onFold(!folded)}
          >
            <Icon name={folded ? 'down' : 'up'} size={16} />
          </ActionIcon>
        </Group>
      </Group>
      {!folded && <JobFacts job={job} />}
      {!folded && <Waiting job={job} />}
      {job.error && <Cause error={job.error} failure={failure} />}
    </header>
  );
}

/** A job may be complete though its tests failed. */
function FailedTests({ job: { id, tests } }: { job: Job }) {
  const failed = tests.fail + tests.unknown;
  const total = failed + tests.pass + tests.skip;
  if (failed === 0) return null;
  return (
    <Anchor
      to="/jobs/$id"
      params={{ id }}
      search={{ tab: 'results', ...(tests.unknown === 0 && { verdict: 'fail' as const }) }}
      className={classes.failed}
    >
      {failed} of {total} {total === 1 ? 'test' : 'tests'} failed
    </Anchor>
  );
}

function Cause({ error, failure }: { error: NonNullable<Job['error']>; failure: number | undefined }) {
  const canceled = error.kind === 'canceled';
  return (
    <Alert
      color={canceled ? 'orange' : 'red'}
      variant="light"
      p="xs"
      icon={<Icon name="alert" />}
      role="alert"
    >
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {error.message}
        {failure !== undefined && (
          <>
            {' '}
            <Anchor to="." search={{}} hash={formatLineRange({ first: failure, last: failure })} size="sm">
              Line {failure}
            </Anchor>
          </>
        )}
      </Text>
      {!canceled && (
        <Text size="xs" c="dimmed">
          Cause: {blame(error.kind)} · <code>{error.code}</code>
        </Text>
      )}
    </Alert>
  );
}

function JobFacts({ job }: { job: Job }) {
  const priority = priorityLabel(job.priority);
  return (
    <Facts
      items={[
        job.device !== null && [
          'Device',
          <Anchor key="device" to="/devices/$name" params={{ name: job.device }} size="sm">
            {job.device}
          </Anchor>,
        ],
        job.deviceType !== null && [
          'Device type',
          <Anchor key="type" to="/device-types/$name" params={{ name: job.deviceType }} size="sm">
            {job.deviceType}
          </Anchor>,
        ],
        job.worker !== null && [
          'Worker',
          <Anchor key="worker" to="/workers/$name" params={{ name: job.worker }} size="sm">
            {job.worker}
          </Anchor>,
        ],
        [
          'Submitted',
          <span key="by">
            {<Time time={job.submitTime} />} by {job.submitter}
            {job.healthCheck && ', a health check'}
          </span>,
        ],
        [
          job.startTime ? 'Waited' : 'Waits for',
          <Elapsed key="wait" start={job.submitTime} end={job.startTime ?? job.endTime} />,
        ],
        job.startTime !== null && [
          job.endTime ? 'Ran' : 'Runs for',
          <Elapsed key="run" start={job.startTime} end={job.endTime} />,
        ],
        job.deviceTime !== null && [
          'Device busy',
          <Tooltip
            key="busy"
            label={`From power on to the end; ${formatDuration(job.deviceTime.preparing)} before it went into downloads and images`}
          >
            <span>{formatDuration(job.deviceTime.busy)}</span>
          </Tooltip>,
        ],
        job.overhead !== null && [
          'Overhead',
          <Tooltip
            key="overhead"
            label={`Time that LAVA added: ${formatDuration(job.overhead.start)} before power on, ${formatDuration(job.overhead.end)} after the last test`}
          >
            <span>{formatDuration(job.overhead.start + job.overhead.end)}</span>
          </Tooltip>,
        ],
        priority !== undefined && ['Priority', priority],
        job.tags.length > 0 && ['Tags', job.tags.join(', ')],
      ]}
    />
  );
}

/** Why it has no device yet, most important reason first; or that the worker with the device is offline. */
function Waiting({ job: { state, waiting } }: { job: Job }) {
  if (waiting.length === 0) return null;
  return (
    <Alert
      color={state === 'submitted' ? 'gray' : 'orange'}
      variant="light"
      p="xs"
      icon={<Icon name="clock" />}
      title={state === 'submitted' ? 'Why it waits' : 'What it waits for'}
    >
      <List size="sm" spacing={2}>
        {waiting.map((reason) => (
          <List.Item key={reason}>{reason}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
