// SPDX-License-Identifier: Apache-2.0
import { noteMethods } from '@lava/protocol/api/client/notes.ts';
import type { PermissionKind } from '@lava/protocol/api/permissions.ts';
import { Button, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../data/client.ts';

/** A line for what only a person knows of a thing; it is in its history then. */
export function AddNote({ kind, object }: { kind: PermissionKind; object: string }) {
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => noteMethods(client).add(kind, object, { text }),
    meta: { changes: ['history'], failed: 'Not added' },
    onSuccess: () => setText(''),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Group gap="xs" mb="sm" align="flex-end">
        <TextInput
          label="Note"
          placeholder="What the next one who looks should know"
          maxLength={2_000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          style={{ flexGrow: 1 }}
        />
        <Button type="submit" loading={add.isPending} disabled={text.trim() === ''}>
          Add
        </Button>
      </Group>
    </form>
  );
}
