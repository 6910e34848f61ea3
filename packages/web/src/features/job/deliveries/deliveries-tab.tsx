// SPDX-License-Identifier: Apache-2.0
import type { Delivery, DeliveryState } from '@lava/protocol/api/notifications.ts';
import { Badge, Button, Code, ScrollArea, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Time } from '../../../ui/time/time.tsx';

const COLORS: Record<DeliveryState, string> = { waiting: 'yellow', delivered: 'teal', failed: 'red' };

/** Whom the job told what, and how that went. */
export function DeliveriesTab({ job }: { job: number }) {
  const deliveries = useQuery(queries.deliveries(job));
  return (
    <ScrollArea p="md" flex={1}>
      <Loaded query={deliveries}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">Nobody was notified about this job so far.</Text>
          ) : (
            <Table maw={1200} aria-label="Deliveries">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>When</Table.Th>
                  <Table.Th>What</Table.Th>
                  <Table.Th>To</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th>Last answer</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((delivery) => (
                  <Row key={delivery.id} job={job} delivery={delivery} />
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Loaded>
    </ScrollArea>
  );
}

function Row({ job, delivery }: { job: number; delivery: Delivery }) {
  const queryClient = useQueryClient();
  const repeat = useMutation({
    mutationFn: () => client.jobs.repeatDelivery(job, delivery.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.deliveries(job).queryKey }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not repeated', message: error.message }),
  });
  const { event, kind, target, state, attempts, created, nextTry, error, answer } = delivery;
  return (
    <Table.Tr>
      <Table.Td>
        <Time time={created} />
      </Table.Td>
      <Table.Td>
        {kind}, {event}
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{target}</Table.Td>
      <Table.Td>
        <Badge color={COLORS[state]} variant="light" tt="none">
          {state}
        </Badge>
        <Text size="xs" c="dimmed">
          {attempts === 1 ? '1 attempt' : `${attempts} attempts`}
          {nextTry !== null && (
            <>
              , next <Time time={nextTry} />
            </>
          )}
        </Text>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {error}
        {answer !== '' && (
          <Code block fz="xs">
            {answer}
          </Code>
        )}
      </Table.Td>
      <Table.Td>
        <Button
          size="compact-xs"
          variant="default"
          loading={repeat.isPending}
          onClick={() => repeat.mutate()}
          aria-label={`Send ${delivery.id} again`}
        >
          Send again
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
