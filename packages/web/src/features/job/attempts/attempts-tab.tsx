// SPDX-License-Identifier: Apache-2.0
import type { Attempt } from '@lava/protocol/api/attempts.ts';
import { attemptMethods } from '@lava/protocol/api/client/attempts.ts';
import type { Job } from '@lava/protocol/api/jobs.ts';
import { Box, Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../../data/client.ts';
import { Anchor } from '../../../ui/page/anchor.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Time } from '../../../ui/time/time.tsx';
import { AttemptLog } from './attempt-log.tsx';

/** On which devices the job was tried, why each attempt ended, and the logs of those that do not count. */
export function AttemptsTab({ job }: { job: Job }) {
  const attempts = useQuery({
    queryKey: ['job', 'attempts', job.id, job.attempt, job.state],
    queryFn: ({ signal }) => attemptMethods(client.withSignal(signal)).list(job.id),
  });
  const [chosen, setChosen] = useState<number>();
  return (
    <Box display="flex" flex={1} mih={0} style={{ flexDirection: 'column' }}>
      <Box p="md" style={{ overflow: 'auto', flex: '0 1 auto' }}>
        <Loaded query={attempts}>
          {({ items }) => (
            <>
              <Table maw={1200} aria-label="Attempts">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Attempt</Table.Th>
                    <Table.Th>Device</Table.Th>
                    <Table.Th>Began</Table.Th>
                    <Table.Th>Ended</Table.Th>
                    <Table.Th>Why</Table.Th>
                    <Table.Th>Log</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((attempt) => (
                    <Row
                      key={attempt.attempt}
                      job={job.id}
                      attempt={attempt}
                      shown={attempt.attempt === chosen}
                      onShow={setChosen}
                    />
                  ))}
                </Table.Tbody>
              </Table>
              <Text size="sm" c="dimmed" mt="xs">
                After a failure of the lab the job is tried again, at most {job.retries} times. Only the last
                attempt counts.
              </Text>
            </>
          )}
        </Loaded>
      </Box>
      {attempts.data?.items
        .filter(({ attempt }) => attempt === chosen)
        .map((attempt) => (
          <AttemptLog key={attempt.attempt} job={job.id} attempt={attempt} />
        ))}
    </Box>
  );
}

interface RowProps {
  job: number;
  attempt: Attempt;
  shown: boolean;
  onShow: (attempt: number) => void;
}

function Row({
  job,
  attempt: { attempt, device, scheduleTime, endTime, error, counts },
  shown,
  onShow,
}: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>
        {attempt}
        {counts && ', counts'}
      </Table.Td>
      <Table.Td>
        <Anchor to="/devices/$name" params={{ name: device }}>
          {device}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Time time={scheduleTime} />
      </Table.Td>
      <Table.Td>{endTime === null ? '–' : <Time time={endTime} />}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {error ? `${error.code}: ${error.message}` : '–'}
      </Table.Td>
      <Table.Td>
        {counts ? (
          <Anchor to="/jobs/$id" params={{ id: job }} search={{}}>
            log of the job
          </Anchor>
        ) : (
          <Button size="compact-sm" variant={shown ? 'filled' : 'default'} onClick={() => onShow(attempt)}>
            log of attempt {attempt}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
