// SPDX-License-Identifier: Apache-2.0
import { AcceptJoinRequest, type JoinRequest } from '@lava/protocol/api/lab.ts';
import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { queries } from '../../data/queries.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';
import { Time } from '../../ui/time/time.tsx';

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
  const form = useSchemaForm(AcceptJoinRequest, { name: worker ?? '' });
  const accept = useMutation({
    mutationFn: ({ name }: { name: string }) => client.joinRequests.accept(fingerprint, { name }),
    meta: { changes: ['worker'] },
  });
  const dismiss = useMutation({
    mutationFn: () => client.joinRequests.dismiss(fingerprint),
    meta: { changes: ['worker'], failed: 'Not dismissed' },
  });
  return (
    <Form form={form} mutation={accept}>
      <Group gap="sm" align="flex-start">
        <Text size="sm" mt={4}>
          Key <Code>{fingerprint}</Code> from {address}, <Time time={lastSeen} />
        </Text>
        <TextInput
          size="xs"
          placeholder="Name"
          aria-label={`Name of the worker with the key ${fingerprint}`}
          {...form.getInputProps('name')}
        />
        <Button size="xs" type="submit" loading={accept.isPending}>
          Accept
        </Button>
        <Button size="xs" variant="default" onClick={() => dismiss.mutate()} loading={dismiss.isPending}>
          Dismiss
        </Button>
      </Group>
    </Form>
  );
}
