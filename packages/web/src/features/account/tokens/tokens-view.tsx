// SPDX-License-Identifier: Apache-2.0
import { AddApiToken, TOKEN_SCOPES } from '@lava/protocol/api/auth.ts';
import { Alert, Button, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { ListPage } from '../../../entities/list/list-page.tsx';
import { CopyAction } from '../../../ui/copy/copy-action.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';
import { Icon } from '../../../ui/icon/icon.tsx';
import { SCOPE_WORDS, tokenList } from './list.tsx';

export function TokensView() {
  return (
    <ListPage title="API tokens" list={tokenList}>
      <Text size="sm" c="dimmed">
        A token lets a program, or the <Code>lava</Code> command, act in your name.
      </Text>
      <NewToken />
    </ListPage>
  );
}

function NewToken() {
  const form = useSchemaForm(AddApiToken, { description: '', scope: 'all' });
  const add = useMutation({
    mutationFn: client.tokens.add,
    meta: { changes: ['token'] },
    onSuccess: form.reset,
  });
  return (
    <>
      <Form form={form} mutation={add}>
        <Group align="flex-end" gap="sm">
          <TextInput
            label="What is it for?"
            placeholder="CI of the kernel team"
            {...form.getInputProps('description')}
            style={{ flex: '1 1 260px', maxWidth: 420 }}
          />
          <Select
            label="What may it do?"
            allowDeselect={false}
            data={TOKEN_SCOPES.map((value) => ({ value, label: SCOPE_WORDS[value] }))}
            {...form.getInputProps('scope')}
          />
          <Button type="submit" loading={add.isPending}>
            Create a token
          </Button>
        </Group>
      </Form>
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
    </>
  );
}
