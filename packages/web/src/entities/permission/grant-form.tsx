// SPDX-License-Identifier: Apache-2.0
import { AddGrant, type Permission, type PermissionKind } from '@lava/protocol/api/permissions.ts';
import { Button, Group, SegmentedControl, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { NameSelect } from '../../ui/filters/name-select.tsx';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';
import { groupNames, userNames } from '../lab/names.ts';

const WORDS: Record<Exclude<Permission, 'add' | 'remove'>, string> = {
  view: 'see it',
  submit: 'submit jobs to it',
  change: 'change it',
};

/** Gives somebody a permission on one object. */
export function GrantForm({ kind, object }: { kind: PermissionKind; object: string }) {
  const [holder, setHolder] = useState<'group' | 'user'>('group');
  const form = useSchemaForm(AddGrant, { kind, object, permission: 'view', user: null, group: null });
  const add = useMutation({
    mutationFn: client.permissions.grant,
    meta: { changes: ['permission', 'device', 'device-type', 'worker'] },
    onSuccess: () => form.setValues({ user: null, group: null }),
  });
  const words = Object.entries(WORDS).filter(([permission]) => kind !== 'worker' || permission !== 'submit');
  return (
    <Form form={form} mutation={add}>
      <Group align="flex-end" gap="sm">
        <SegmentedControl
          aria-label="Who gets it"
          data={[
            { value: 'group', label: 'Group' },
            { value: 'user', label: 'User' },
          ]}
          value={holder}
          onChange={(value) => {
            setHolder(value as typeof holder);
            form.setValues({ user: null, group: null });
          }}
        />
        <NameSelect
          key={holder}
          label={holder === 'group' ? 'Name of the group' : 'Name of the user'}
          {...(holder === 'group' ? groupNames : userNames)}
          {...form.getInputProps(holder)}
        />
        <Select
          label="May"
          allowDeselect={false}
          data={words.map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('permission')}
        />
        <Button type="submit" loading={add.isPending} disabled={form.values[holder] === null}>
          Give
        </Button>
      </Group>
    </Form>
  );
}
