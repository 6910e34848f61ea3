// SPDX-License-Identifier: Apache-2.0
import { subscriptionMethods } from '@lava/protocol/api/client/subscriptions.ts';
import { readPages } from '@lava/protocol/api/list.ts';
import type { Subscription } from '@lava/protocol/api/subscriptions.ts';
import { ScrollArea, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { ConfirmButton } from '../../../ui/confirm/confirm-button.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Time } from '../../../ui/time/time.tsx';
import { NewSubscription } from './new-subscription.tsx';

const KEY = ['subscription', 'list'];
const mine = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) =>
    readPages((page) => subscriptionMethods(client.withSignal(signal)).list({ mine: 'true', ...page })),
});

/** Of which jobs the account, and its groups, are notified when they end. */
export function Subscriptions({ groups }: { groups: readonly string[] }) {
  const queryClient = useQueryClient();
  const found = useQuery(mine);
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        Subscriptions
      </Title>
      <Text size="sm" c="dimmed">
        You are notified of jobs that end and fit a filter, as far as you may see them.
      </Text>
      <Loaded query={found}>{({ items }) => items.length > 0 && <SubscriptionTable items={items} />}</Loaded>
      <NewSubscription groups={groups} onAdded={() => queryClient.invalidateQueries({ queryKey: KEY })} />
    </Stack>
  );
}

function SubscriptionTable({ items }: { items: readonly Subscription[] }) {
  return (
    <ScrollArea>
      <Table miw={640} maw={1200} aria-label="Subscriptions">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Filter</Table.Th>
            <Table.Th>To</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Th aria-label="Delete" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((each) => (
            <Row key={each.id} subscription={each} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function Row({ subscription }: { subscription: Subscription }) {
  const queryClient = useQueryClient();
  const { id, name, filter, kind, target, group, created } = subscription;
  const remove = useMutation({
    mutationFn: () => subscriptionMethods(client).remove(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: KEY }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not deleted', message: error.message }),
  });
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{group === null ? name : `${name} (${group})`}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{filter || 'every job'}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {kind}: {target}
      </Table.Td>
      <Table.Td>
        <Time time={created} />
      </Table.Td>
      <Table.Td>
        <ConfirmButton
          size="compact-xs"
          variant="default"
          c="red"
          loading={remove.isPending}
          question={`Nobody is notified by “${name}” any more. Delete it?`}
          verb="Delete the subscription"
          onConfirm={() => remove.mutate()}
        >
          Delete
        </ConfirmButton>
      </Table.Td>
    </Table.Tr>
  );
}
