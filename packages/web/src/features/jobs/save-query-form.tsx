// SPDX-License-Identifier: Apache-2.0
import { queryMethods } from '@lava/protocol/api/client/queries.ts';
import { SaveQuery } from '@lava/protocol/api/queries.ts';
import { Select, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';

const MINE = 'me';

interface SaveQueryFormProps {
  filter: string;
  groups: readonly string[];
  close: () => void;
}

export function SaveQueryForm({ filter, groups, close }: SaveQueryFormProps) {
  const queryClient = useQueryClient();
  const [group, setGroup] = useState(MINE);
  const form = useSchemaForm(SaveQuery, { name: '', filter, description: '', published: false });
  const save = useMutation({
    mutationFn: (body: Parameters<ReturnType<typeof queryMethods>['save']>[0]) =>
      queryMethods(client).save({ ...body, ...(group !== MINE && { group }) }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['saved-query'] });
      close();
    },
  });
  return (
    <Form form={form} mutation={save} action="Save">
      <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
      <TextInput label="Filter" {...form.getInputProps('filter')} />
      <TextInput label="What it is for" {...form.getInputProps('description')} />
      {groups.length > 0 && (
        <Select
          label="Whose"
          allowDeselect={false}
          value={group}
          onChange={(chosen) => setGroup(chosen ?? MINE)}
          data={[{ value: MINE, label: 'mine' }, ...groups.map((name) => ({ value: name, label: name }))]}
        />
      )}
      <Switch label="Everybody may see it" {...form.getInputProps('published', { type: 'checkbox' })} />
    </Form>
  );
}
