// SPDX-License-Identifier: Apache-2.0
import { AddWorker } from '@lava/protocol/api/lab.ts';
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { Form } from '../../ui/form/form.tsx';
import { useSchemaForm } from '../../ui/form/use-schema-form.ts';
import { JoinInstructions } from './join-instructions.tsx';

export function AddWorkerForm({ onDone }: { onDone: () => void }) {
  const form = useSchemaForm(AddWorker, { name: '', description: '', disabled: false });
  const add = useMutation({ mutationFn: client.workers.add, meta: { changes: ['worker'] } });

  if (add.data) {
    return (
      <Stack>
        <JoinInstructions invitation={add.data} />
        <Group justify="flex-end">
          <Button onClick={onDone}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Form form={form} mutation={add} action="Add the worker">
      <TextInput
        label="Name"
        description="The lab's name for this host, for example lab-3"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput label="Description" {...form.getInputProps('description')} />
      <Checkbox
        label="Start disabled"
        description="It joins, but gets no jobs until you enable it"
        {...form.getInputProps('disabled', { type: 'checkbox' })}
      />
    </Form>
  );
}
