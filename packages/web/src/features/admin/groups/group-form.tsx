// SPDX-License-Identifier: Apache-2.0
import { AddGroup, type Group } from '@lava/protocol/api/auth.ts';
import { TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../../data/client.ts';
import { Form } from '../../../ui/form/form.tsx';
import { useSchemaForm } from '../../../ui/form/use-schema-form.ts';

/** Adds a group, or changes the one that is given: its name, and who is in it. */
export function GroupForm({ group, onDone }: { group?: Group; onDone: () => void }) {
  const before = group ?? { name: '', members: [] };
  const form = useSchemaForm(AddGroup, { name: before.name, members: [...before.members] });
  const save = useMutation({
    mutationFn: ({ name, members = [] }: { name: string; members?: string[] }) =>
      group
        ? client.updateGroup(group.name, {
            name,
            add: members.filter((member) => !before.members.includes(member)),
            remove: before.members.filter((member) => !members.includes(member)),
          })
        : client.addGroup({ name, members }),
    meta: { changes: ['group', 'user'] },
    onSuccess: onDone,
  });
  return (
    <Form form={form} mutation={save} action={group ? 'Save' : 'Add the group'}>
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
      <TagsInput
        label="Members"
        description="User names; Enter adds one"
        acceptValueOnBlur
        {...form.getInputProps('members')}
      />
    </Form>
  );
}
