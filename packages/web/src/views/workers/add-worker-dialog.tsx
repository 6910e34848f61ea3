// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorAlert } from '../../components/error-alert/error-alert.tsx';
import { client } from '../../data/client.ts';
import { JoinInstructions } from './join-instructions.tsx';

export function AddWorkerDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a worker" size="lg">
      <AddWorkerForm onClose={onClose} />
    </Modal>
  );
}

function AddWorkerForm({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [disabled, setDisabled] = useState(false);
  const add = useMutation({
    mutationFn: () => client.workers.add({ name, description, disabled }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['worker'] }),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    add.mutate();
  }

  if (add.data) {
    return (
      <Stack>
        <JoinInstructions invitation={add.data} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {add.error && <ErrorAlert error={add.error} />}
        <TextInput
          label="Name"
          description="How the lab calls this host, for example lab-3"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Description"
          maxLength={200}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Checkbox
          label="Start disabled"
          description="It joins, but takes no jobs until you enable it"
          checked={disabled}
          onChange={(event) => setDisabled(event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending} disabled={name === ''}>
            Add the worker
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
