// SPDX-License-Identifier: Apache-2.0
import type { PasswordLink } from '@lava/protocol/api/auth.ts';
import { Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type * as z from 'zod';
import { client } from '../../../data/client.ts';
import { CopyAction } from '../../../ui/copy/copy-action.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { Time } from '../../../ui/time/time.tsx';

/** What an admin sends to the owner of an account. */
export function ShownLink({ link: { username, path, expires } }: { link: z.infer<typeof PasswordLink> }) {
  const address = location.origin + path;
  return (
    <Stack>
      <Text size="sm">
        Send this link to {username}. It sets the password of the account, once, and is valid until{' '}
        <Time time={expires} />. It is not shown again.
      </Text>
      <Code block>{address}</Code>
      <Group justify="end">
        <CopyAction value={address} label="Copy the link" />
      </Group>
    </Stack>
  );
}

export function PasswordLinkButton() {
  const [opened, { open, close }] = useDisclosure();
  const title = 'Password link';
  return (
    <>
      <Button variant="default" onClick={open}>
        {title}
      </Button>
      <Modal opened={opened} onClose={close} title={title} size="lg">
        <PasswordLinkForm />
      </Modal>
    </>
  );
}

function PasswordLinkForm() {
  const form = useForm({ initialValues: { username: '' } });
  const ask = useMutation({
    mutationFn: ({ username }: { username: string }) => client.passwordLink(username),
  });
  if (ask.data) return <ShownLink link={ask.data} />;
  return (
    <Form form={form} mutation={ask} action="Make the link">
      <TextInput
        label="User name"
        description="Somebody who has forgotten the password. It stays valid until the link is used."
        required
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('username')}
      />
    </Form>
  );
}
