// SPDX-License-Identifier: Apache-2.0
import type { ApiToken } from '@lava/protocol/api/auth.ts';
import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../../data/client.ts';
import { queries } from '../../../data/queries.ts';
import { CopyAction } from '../../../ui/copy/copy-action.tsx';
import { ErrorAlert } from '../../../ui/error/error-alert.tsx';
import { Icon } from '../../../ui/icon/icon.tsx';
import { Loaded } from '../../../ui/page/loaded.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { RelativeTime } from '../../../ui/time/relative-time.tsx';
import { DeleteTokenButton } from './delete-token-button.tsx';

export function TokensView() {
  const queryClient = useQueryClient();
  const tokens = useQuery(queries.tokens());
  const [description, setDescription] = useState('');
  const add = useMutation({
    mutationFn: () => client.tokens.add({ description }),
    onSuccess: () => {
      setDescription('');
      return queryClient.invalidateQueries({ queryKey: queries.tokens().queryKey });
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    add.mutate();
  }

  return (
    <Page title="API tokens">
      <Text size="sm" c="dimmed">
        A token lets a program, or the <Code>lava</Code> command, act in your name.
      </Text>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label="What is it for?"
            placeholder="CI of the kernel team"
            maxLength={200}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            style={{ flex: '1 1 260px', maxWidth: 420 }}
          />
          <Button type="submit" loading={add.isPending}>
            Make a token
          </Button>
        </Group>
      </form>
      {add.error && <ErrorAlert error={add.error} />}
      {add.data && (
        <Alert color="teal" variant="light" icon={<Icon name="key" />} title="Your new token">
          <Stack gap="xs">
            <Text size="sm">It is shown once; the server keeps only its hash.</Text>
            <Group gap="sm">
              <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
                {add.data.token}
              </Code>
              <CopyAction value={add.data.token} />
            </Group>
          </Stack>
        </Alert>
      )}
      <Loaded query={tokens}>
        {({ items }) => (
          <DataTable
            label="API tokens"
            columns={columns}
            data={items}
            rowId={(token) => String(token.id)}
            empty="You have no tokens."
          />
        )}
      </Loaded>
    </Page>
  );
}

const columns: Column<ApiToken>[] = [
  {
    id: 'description',
    header: 'For',
    accessorFn: (token) => token.description,
    cell: ({ row: { original } }) => original.description || <i>not said</i>,
  },
  {
    id: 'created',
    header: 'Made',
    accessorFn: (token) => token.created,
    cell: ({ row: { original } }) => <RelativeTime time={original.created} />,
  },
  {
    id: 'lastUsed',
    header: 'Last used',
    accessorFn: (token) => token.lastUsed ?? '',
    cell: ({ row: { original } }) =>
      original.lastUsed ? <RelativeTime time={original.lastUsed} /> : 'never',
  },
  {
    id: 'delete',
    header: '',
    enableSorting: false,
    cell: ({ row: { original } }) => <DeleteTokenButton token={original} />,
  },
];
