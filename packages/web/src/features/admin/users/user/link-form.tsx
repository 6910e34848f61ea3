// SPDX-License-Identifier: Apache-2.0
import { IDENTITY_PROVIDERS, Identity } from '@lava/protocol/api/auth.ts';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../../data/client.ts';
import { PROVIDER_WORDS } from '../../../../entities/account/identity-list.tsx';
import { Form } from '../../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../../ui/form/use-schema-form.ts';

const EXAMPLES = { ldap: 'entryUUID=…', oidc: 'https://id.example.org#248' };

/** Links an account with somebody of a directory or provider. */
export function LinkForm({ username }: { username: string }) {
  const form = useSchemaForm(Identity, { provider: 'oidc', subject: '' });
  const link = useMutation({
    mutationFn: (identity: Identity) => client.updateUser(username, { link: identity }),
    meta: { changes: ['user'] },
    onSuccess: () => form.reset(),
  });
  return (
    <Form form={form} mutation={link}>
      <Group align="flex-start" gap="sm">
        <Select
          label="Where"
          allowDeselect={false}
          data={IDENTITY_PROVIDERS.map((value) => ({ value, label: PROVIDER_WORDS[value] }))}
          {...form.getInputProps('provider')}
        />
        <TextInput
          label="Number there"
          placeholder={EXAMPLES[form.getValues().provider]}
          autoComplete="off"
          {...form.getInputProps('subject')}
          style={{ flex: '1 1 260px', maxWidth: 420 }}
        />
        <Button type="submit" mt={25} loading={link.isPending}>
          Link
        </Button>
      </Group>
    </Form>
  );
}
