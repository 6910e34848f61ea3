// SPDX-License-Identifier: Apache-2.0
import type { JoinRequest } from '@lava/protocol/api/lab.ts';
import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../data/client.ts';
import { queries } from '../../data/queries.ts';
import { RelativeTime } from '../../ui/time/relative-time.tsx';

/** For admins: workers whose key the server does not know yet; nothing when there are none. */
export function JoinRequests() {
  const { data } = useQuery(queries.joinRequests());
  if (!data || data.items.length === 0) return null;
  return (
    <Alert color="yellow" title="Asking to join" mb="md">
      <Text size="sm" mb="sm">
        Accept a worker only if <Code>lava-slave status</Code> on it shows the same key.
      </Text>
      <Stack gap="sm">
        {data.items.map((request) => (
          <Request key={request.fingerprint} request={request} />
        ))}
      </Stack>
    </Alert>
  );
}

function Request({ request: { fingerprint, address, worker, lastSeen } }: { request: JoinRequest }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState(worker ?? '');
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['worker'] });
  const failed = (error: Error) =>
    notifications.show({ color: 'red', title: 'Not changed', message: error.message });
  const accept = useMutation({
    mutationFn: () => client.joinRequests.accept(fingerprint, { name }),
    onSuccess: refresh,
    onError: failed,
  });
  const dismiss = useMutation({
    mutationFn: () => client.joinRequests.dismiss(fingerprint),
    onSuccess: refresh,
    onError: failed,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    accept.mutate();
  }

  return (
    <form onSubmit={submit}>
      <Group gap="sm">
        <Text size="sm">
          Key <Code>{fingerprint}</Code> from {address}, <RelativeTime time={lastSeen} />
        </Text>
        <TextInput
          size="xs"
          placeholder="Name"
          aria-label={`Name of the worker with the key ${fingerprint}`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={accept.isPending} disabled={name === ''}>
          Accept
        </Button>
        <Button size="xs" variant="default" onClick={() => dismiss.mutate()} loading={dismiss.isPending}>
          Dismiss
        </Button>
      </Group>
    </form>
  );
}
