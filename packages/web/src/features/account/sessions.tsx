// SPDX-License-Identifier: Apache-2.0
import type { BrowserSession } from '@lava/protocol/api/auth.ts';
import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { queries } from '../../data/queries.ts';
import { Loaded } from '../../ui/page/loaded.tsx';
import { Time } from '../../ui/time/time.tsx';
import { browserName } from './browser-name.ts';
import classes from './sessions.module.css';

/** Where the account is signed in, and the way to end that from here. */
export function Sessions() {
  const sessions = useQuery(queries.sessions());
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        Where you are signed in
      </Title>
      <Loaded query={sessions}>
        {({ items }) => (
          <ul className={classes.list} aria-label="Sessions">
            {items.map((session) => (
              <SessionItem key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Loaded>
    </Stack>
  );
}

function SessionItem({ session }: { session: BrowserSession }) {
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => client.sessions.remove(session.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.sessions().queryKey }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not ended', message: error.message }),
  });
  const name = browserName(session.agent);
  return (
    <li>
      <div style={{ minWidth: 0 }}>
        <Group gap="xs">
          <Text fw={500} title={session.agent} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          {session.own && (
            <Badge variant="light" tt="none">
              this browser
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          Last used <Time time={session.lastUsed} />, signed in <Time time={session.created} />
        </Text>
      </div>
      {!session.own && (
        <Button
          size="compact-sm"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate()}
          aria-label={`Sign out of ${name}`}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}
