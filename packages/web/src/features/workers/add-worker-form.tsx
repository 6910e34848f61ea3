// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { DescriptionInput } from '../../entities/lab/lab-fields.tsx';
import { MutationForm } from '../../ui/form/mutation-form.tsx';
import { JoinInstructions } from './join-instructions.tsx';

export function AddWorkerForm({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [disabled, setDisabled] = useState(false);
  const add = useMutation({
    mutationFn: () => client.workers.add({ name, description, disabled }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['worker'] }),
  });

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
    <MutationForm mutation={add} action="Add the worker" incomplete={name === ''}>
      <TextInput
        label="Name"
        description="How the lab calls this host, for example lab-3"
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <DescriptionInput value={description} onChange={setDescription} />
      <Checkbox
        label="Start disabled"
        description="It joins, but takes no jobs until you enable it"
        checked={disabled}
        onChange={(event) => setDisabled(event.currentTarget.checked)}
      />
    </MutationForm>
  );
}
